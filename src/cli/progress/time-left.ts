/** Counts arms that are done and guesses the time left from the pace so far; arms differ, so it is a guess. */
export function createPace(now: () => number = () => performance.now()) {
  let started = now();
  let done = 0;
  let total = 0;
  return {
    start(count: number) {
      started = now();
      total = count;
    },
    advance(count: number) {
      done = count;
    },
    text(): string {
      const counted = `${done} of ${total} arms`;
      if (done === 0) return counted;
      const secondsLeft = ((now() - started) / 1000 / done) * (total - done);
      return done === total ? counted : `${counted}, about ${duration(secondsLeft)} left`;
    },
  };
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return `${Math.ceil(seconds / 60)} min`;
}
