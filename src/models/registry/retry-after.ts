import type { APICallError } from "@ai-sdk/provider";

/** How long the provider asks to wait: by header, or as Google's RetryInfo in the body. */
export function retryAfterMs({ responseHeaders = {}, responseBody = "" }: APICallError): number | undefined {
  const milliseconds = Number.parseFloat(responseHeaders["retry-after-ms"] ?? "");
  if (milliseconds >= 0) return milliseconds;
  const after = responseHeaders["retry-after"] ?? "";
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000;
  const at = Date.parse(after);
  if (!Number.isNaN(at)) return Math.max(0, at - Date.now());
  const delay = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(responseBody);
  return delay ? Number(delay[1]) * 1000 : undefined;
}
