/** What the doctor found out about one thing that teachwhy uses. */
export interface Check {
  name: string;
  /** `missing` is a failure where `required`; `warning` works, but not as it should. */
  status: "fine" | "warning" | "missing";
  required: boolean;
  /** What was found, in one line. */
  found: string;
  /** What to do about it; only where there is something to do. */
  next?: string;
}

/** Everything the doctor looks at, in the order in which it is printed. */
export async function checkAll(options: { store: string }): Promise<Check[]> {
  const { checkNode, checkCores, checkMemory } = await import("./machine.ts");
  const { checkEngine } = await import("./engine.ts");
  const { checkPython, checkBrowser } = await import("./programs.ts");
  const { checkKeys } = await import("./keys.ts");
  const { checkStore } = await import("./store.ts");
  // Cores first and alone: the other checks would show up as load.
  const cores = await checkCores();
  return [
    checkNode(process.versions.node),
    cores,
    checkMemory(),
    await checkEngine(),
    await checkStore(options.store),
    await checkPython(),
    checkBrowser(),
    checkKeys(process.env),
  ];
}
