// How much the server takes at once and a second; above it answers 429, as providers do.

export interface LimitOptions {
  /** Requests that it works on at once. */
  concurrent?: number;
  /** Requests a second: a bucket that holds one second's worth and fills evenly. */
  perSecond?: number;
}

export interface Limits {
  /** Undefined when a limit is reached, else what to call when the request is through. */
  enter(): (() => void) | undefined;
}

export function openLimits({ concurrent = Infinity, perSecond }: LimitOptions): Limits {
  let inside = 0;
  let tokens = perSecond ?? 0;
  let filledAt = performance.now();
  return {
    enter() {
      if (inside >= concurrent) return undefined;
      if (perSecond !== undefined) {
        const now = performance.now();
        tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond);
        filledAt = now;
        if (tokens < 1) return undefined;
        tokens--;
      }
      inside++;
      return () => inside--;
    },
  };
}
