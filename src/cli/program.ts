import { Command } from "commander";
import { addBatch } from "./commands/batch.ts";
import { addConstitution } from "./commands/constitution.ts";
import { addData } from "./commands/data.ts";
import { addDemo } from "./commands/demo.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addGenerate } from "./commands/generate.ts";
import { addGraph } from "./commands/graph.ts";
import { addMiniature } from "./commands/miniature.ts";
import { addModels } from "./commands/models.ts";
import { addPrompts } from "./commands/prompts.ts";
import { addRun } from "./commands/run.ts";
import { addRuns } from "./commands/runs.ts";
import { addTranscripts } from "./commands/transcripts.ts";
import { packageVersion } from "./package-version.ts";
import { styleFor } from "./style.ts";

/**
 * All commands. Their files are small and load what they need inside their actions, so that `--help`
 * answers at once (benchmarks/cli-start.ts).
 */
export function createProgram(): Command {
  const program = new Command("teachwhy");
  const bold = styleFor(process.stdout).bold;
  program
    .description("Teach language models why: from a constitution, by data and training, to behaviour.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ styleTitle: bold })
    .configureOutput({
      outputError: (text, write) => write(`${text}Add --help to the command to see what it takes.\n`),
    })
    .addHelpText(
      "after",
      `
Examples:
  $ teachwhy doctor
  $ teachwhy demo --quick
  $ teachwhy graph path "lock logs"
`,
    );

  addDemo(program);
  addRun(program);
  addBatch(program);
  addTranscripts(program);
  addRuns(program);
  addConstitution(program);
  addGenerate(program);
  addPrompts(program);
  addData(program);
  addGraph(program);
  addMiniature(program);
  addModels(program);
  addDoctor(program);
  return program;
}
