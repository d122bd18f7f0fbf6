// The command line: parses, calls, prints.
export { runCli } from "./run-cli.ts";
