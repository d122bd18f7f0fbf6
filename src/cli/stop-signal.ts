/**
 * Aborts at the first Ctrl-C (or SIGTERM), so that a run can put its work away; the second one ends the
 * process at once. Listening keeps Node's own answer, to end without a word, from happening.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write("\nStopping; press Ctrl-C again to end at once.\n");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
