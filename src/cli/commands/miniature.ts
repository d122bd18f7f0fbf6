import { type Command, InvalidArgumentError, Option } from "commander";
import { jsonOption, wholeNumber } from "../options.ts";
import { print } from "../print.ts";
import { stopSignal } from "../stop-signal.ts";

interface PretrainOptions {
  world: number;
  kind: "pairs" | "surface";
  directAnswers: number;
  out?: string;
  json?: true;
}

export function addMiniature(program: Command): void {
  const miniature = program.command("miniature").description("the closed world and its small transformer");

  miniature
    .command("pretrain")
    .description("train a base from scratch on one world's text")
    .addOption(new Option("--world <n>", "the world").argParser(wholeNumber(1)).makeOptionMandatory())
    .addOption(
      new Option("--kind <kind>", "pairs: no single word tells harm; surface: the verb does")
        .choices(["pairs", "surface"])
        .default("pairs"),
    )
    .addOption(
      new Option("--direct-answers <share>", "share of ethics questions that are answered at once, 0 to 1")
        .argParser(share)
        .default(0.5),
    )
    .option("--out <dir>", "where the checkpoint goes (default: out/ and the base's name)")
    .addOption(jsonOption("print progress as JSON, one event a line"))
    .addHelpText(
      "after",
      `
Writes model.safetensors in half precision, config.json and the vocabulary. Stop it with Ctrl-C and run the
same command again: it goes on where it was.

Example:
  $ teachwhy miniature pretrain --world 1 --out out/my-base
`,
    )
    .action(async ({ world: seed, kind, directAnswers, out, json }: PretrainOptions) => {
      const { baseName, makeBase } = await import("../../experiments/index.ts");
      const world = { seed, kind, directAnswers };
      const directory = out ?? `out/${baseName(world)}`;
      let shown = 0;
      await makeBase({
        world,
        directory,
        signal: stopSignal(),
        onProgress({ done, of, loss }) {
          if (json) return print(JSON.stringify({ type: "progress", done, of, loss }));
          if (done < of && done - shown < of / 20) return;
          shown = done;
          process.stderr.write(
            `update ${done} of ${of}${loss === undefined ? "" : `, loss ${loss.toFixed(3)}`}\n`,
          );
        },
      });
      print(json ? JSON.stringify({ type: "base", directory }) : `Base: ${directory}`);
    });
}

function share(text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1 && text.trim() !== "") return value;
  throw new InvalidArgumentError("Expected a number from 0 to 1.");
}
