import { TeachwhyError } from "../../store/index.ts";
import type { KindModel, KindRequest } from "../registry/kind.ts";
import { openOpenaiCompatible } from "./openai-compatible.ts";

/**
 * Whoever answers files: a person, or a model on a machine that this one does not reach. Requests are OpenAI's chat
 * completions, as every server takes them; NAME is the `model` in them. Reachable only with --batch.
 */
export async function openOffline(request: KindRequest): Promise<KindModel> {
  const { name, rest } = request;
  const fetch =
    request.fetch ??
    (() => {
      throw new TeachwhyError({
        code: "offline-model",
        message: `${name} answers files, not calls.`,
        next: "Write its requests to files: teachwhy generate ... --batch DIR.",
      });
    });
  const { address: _, ...opened } = await openOpenaiCompatible({
    ...request,
    // Never looked up: .invalid belongs to nobody (RFC 2606).
    rest: `http://offline.invalid/v1#${rest}`,
    fetch,
  });
  return opened;
}
