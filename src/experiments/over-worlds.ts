import { meanOverWorlds } from "../statistics/index.ts";
import { groupBy } from "./group-by.ts";
import type { OverWorlds } from "./results.ts";

/** Groups by world, takes one value a world, and gives their mean with its interval. */
export function overWorldsOf<T extends { world: number }>(
  parts: readonly T[],
  value: (part: T[]) => number,
): OverWorlds {
  return meanOf(groupBy(parts, ({ world }) => String(world)).map(value));
}

/** Of no worlds at all there is no mean; zero without bounds then says that nothing was measured. */
export function meanOf(values: number[]): OverWorlds {
  return values.length === 0 ? { worlds: 0, mean: 0, low: null, high: null, values } : meanOverWorlds(values);
}
