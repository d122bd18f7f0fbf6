/**
 * Aborts at the first Ctrl-C (or SIGTERM), so that a run can put its work away; the second one ends the
 * process at once. Listening keeps Node's own answer, to end without a word, from happening.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    // Killed, not exited: ending threads while ONNX Runtime works in them aborts with a core dump.
    if (controller.signal.aborted) process.kill(process.pid, "SIGKILL");
    process.stderr.write("\nStopping; press Ctrl-C again to end at once.\n");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
