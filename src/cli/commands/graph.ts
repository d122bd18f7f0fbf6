import { type Command, Option } from "commander";
import type { ValueGraph } from "../../graph/index.ts";
import type { World } from "../../miniature/index.ts";
import { jsonOption, packagedFile, wholeNumber } from "../options.ts";
import { print, printJson } from "../print.ts";

interface GraphOptions {
  constitution: string;
  world: number;
  json?: true;
}

export function addGraph(program: Command): void {
  const graph = program
    .command("graph")
    .description("the value graph: what acts cause, and what a constitution says of it");

  withGraphOptions(graph.command("show"))
    .description("print the graph of a constitution and a world, and where the two differ")
    .addHelpText(
      "after",
      `
Examples:
  $ teachwhy graph show
  $ teachwhy graph show --constitution my-values.md --world 3
`,
    )
    .action(async (options: GraphOptions) => {
      const { differencesFromWorld, formatDifferences, formatGraph } = await import("../../graph/index.ts");
      const { graph, world } = await compile(options);
      const differences = differencesFromWorld(graph, world);
      if (options.json) {
        const { constitution, ...rest } = graph;
        printJson({
          ...rest,
          constitution: { file: constitution.file, sha256: constitution.sha256 },
          differences,
        });
      } else {
        print([formatGraph(graph), formatDifferences(differences)].filter(Boolean).join("\n"));
      }
    });

  withGraphOptions(graph.command("path"))
    .description("print the walk from an act to its verdict")
    .argument("<act>", "a verb and an object, as `teachwhy graph show` names them")
    .addHelpText("after", `\nExample:\n  $ teachwhy graph path "lock logs"\n`)
    .action(async (act: string, options: GraphOptions) => {
      const { formatWalk, walkFrom } = await import("../../graph/index.ts");
      const walk = walkFrom((await compile(options)).graph, act);
      if (options.json) printJson(walk);
      else print(formatWalk(walk));
    });
}

function withGraphOptions(command: Command): Command {
  return command
    .option(
      "--constitution <file>",
      "a constitution in the miniature's words",
      packagedFile("constitutions/miniature.md"),
    )
    .addOption(
      new Option("--world <n>", "the world whose facts it is joined with")
        .argParser(wholeNumber(1))
        .default(1),
    )
    .addOption(jsonOption());
}

async function compile(options: GraphOptions): Promise<{ graph: ValueGraph; world: World }> {
  const { createVocabulary, createWorld } = await import("../../miniature/index.ts");
  const { readConstitution } = await import("../../constitution/index.ts");
  const { compileGraph } = await import("../../graph/index.ts");
  const world = createWorld({ seed: options.world });
  const vocabulary = new Set(createVocabulary(world.lexicon).words);
  return {
    graph: compileGraph({ constitution: readConstitution(options.constitution), world, vocabulary }),
    world,
  };
}
