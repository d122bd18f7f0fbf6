// Numbers as a tired person reads them: percent without decimals, intervals short, a true minus sign.
import type { OverWorlds, Rate } from "../experiments/index.ts";

/** `0.914` as `91%`; what would round to nothing or to all says so (`<1%`, `>99%`). */
export function percent(rate: number): string {
  if (rate > 0 && rate < 0.005) return "<1%";
  if (rate < 1 && rate >= 0.995) return ">99%";
  return `${Math.round(rate * 100)}%`;
}

/** Two shares as `4–9`, in percent; a t interval can leave 0 to 1, a share cannot. */
export function percentSpan(low: number, high: number): string {
  const whole = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 100);
  return `${whole(low)}–${whole(high)}`;
}

/** A difference of shares in points with its sign: `+14`, `−3`, `+0.3` where rounding would hide a side of zero. */
export function points(difference: number): string {
  const size = Math.abs(difference * 100);
  if (size === 0) return "0";
  const digits = size < 1 ? size.toFixed(1) : String(Math.round(size));
  return `${difference < 0 ? "−" : "+"}${digits}`;
}

export const pointsSpan = (low: number, high: number): string => `${points(low)} to ${points(high)}`;

/** Where three digits would say exactly 0.05, a fourth says on which side of it p is. */
export function pValue(p: number): string {
  if (p < 0.001) return "<0.001";
  const text = p.toFixed(p < 0.1 ? 3 : 2);
  return text === "0.050" ? p.toFixed(4) : text;
}

/** `1234567` as `1.2M`, `7500` as `7.5k`. */
export function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0).replace(/\.0$/, "")}M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(value < 1e4 ? 1 : 0).replace(/\.0$/, "")}k`;
  return String(Math.round(value));
}

/**
 * The figure to show for a rate. No event in n samples is shown as its upper bound, all events as the lower
 * one: "none seen" is not "never".
 */
export function rateText({ n, events, rate, low, high }: Rate): string {
  if (n === 0) return "no samples";
  if (events === 0) return `<${Math.max(1, Math.ceil(high * 100))}%`;
  if (events === n) return `>${Math.floor(low * 100)}%`;
  return percent(rate);
}

/** What stands small beside it: the Wilson interval, or the count where there was none or nothing else. */
export function rateSpan({ n, events, low, high }: Rate): string {
  if (n === 0) return "";
  if (events === 0) return `none of ${n}`;
  if (events === n) return `all of ${n}`;
  return percentSpan(low, high);
}

/** The t interval over worlds in brackets. Worlds that all agree have no spread to tell an interval from. */
export function worldsSpan({ worlds, low, high }: OverWorlds): string {
  if (worlds === 0 || low === null || high === null) return "";
  return low === high ? "[no spread]" : `[${percentSpan(low, high)}]`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function listing(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
