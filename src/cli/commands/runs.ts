import type { Command } from "commander";
import { jsonOption, storeOption } from "../options.ts";

export function addRuns(program: Command): { list: Command; show: Command; rm: Command } {
  const runs = program.command("runs").description("list, show and remove runs in the store");
  const list = runs
    .command("list")
    .description("print every run: name, state, size, when it last did something")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  $ teachwhy runs list --store /data/runs\n");
  const show = runs
    .command("show")
    .description("print a run's manifest and its stages")
    .argument("<run>", "a run's name, as `teachwhy runs list` prints it")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  $ teachwhy runs show reasons\n");
  const rm = runs
    .command("rm")
    .description("remove a run, and the artifacts that no other run uses")
    .argument("<run>", "a run's name, as `teachwhy runs list` prints it")
    .addOption(storeOption())
    .addHelpText("after", "\nExample:\n  $ teachwhy runs rm quick\n");
  return { list, show, rm };
}
