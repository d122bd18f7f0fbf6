#!/usr/bin/env node
import { runCli } from "./index.ts";

let stopped = false;
process.stdout.on("error", stopWhenClosed);
process.stderr.on("error", goOnWhenClosed);
process.exitCode = await runCli(process.argv.slice(2));

/**
 * The reader of our output has gone, as in `teachwhy runs list | head`: nothing is left to do. A run that is under
 * way stops as with Ctrl-C, because ending the process while ONNX Runtime works in its threads aborts it.
 */
function stopWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  if (stopped) return;
  stopped = true;
  if (process.listenerCount("SIGTERM") > 0) process.emit("SIGTERM");
  else process.exit();
}

/** Nobody reads the progress any more; the work and its answer go on. */
function goOnWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
