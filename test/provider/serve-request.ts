// The way of one request: read, refuse what must be refused, ask for the reply, spoil it, send it.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FaultFunction } from "./faults.ts";
import { spoilReply } from "./faults.ts";
import { identityOf } from "./identity.ts";
import { isObject, parseJson } from "./json.ts";
import type { Ledger, ServedRequest } from "./ledger.ts";
import type { Limits } from "./limits.ts";
import { settleReply } from "./settle-reply.ts";
import type {
  Answer,
  ErrorKind,
  FaultKind,
  HttpError,
  Outcome,
  ProviderRequest,
  ReplyFunction,
  Wire,
} from "./types.ts";
import { event } from "./wire-parts.ts";

export interface Service {
  ledger: Ledger;
  limits: Limits;
  reply: ReplyFunction;
  faultOf: FaultFunction;
  latencyMs: number;
  slowStartMs: number;
  retryAfterMs: number;
  apiKey: string | undefined;
  models: readonly string[] | undefined;
  balanceCalls: number;
}

/** Serves a call of a model endpoint. The entry is closed when the connection is through with the body. */
export async function serveRequest(
  service: Service,
  wire: Wire,
  http: { incoming: IncomingMessage; response: ServerResponse; path: string },
): Promise<void> {
  const { incoming, response, path } = http;
  const { ledger, limits } = service;
  let entry: ServedRequest | undefined;
  ledger.begun();
  response.once("close", () => {
    if (entry) {
      entry.delivered = response.writableFinished;
      entry.aborted = !response.writableFinished && entry.outcome !== "cut";
    }
    ledger.closed(entry);
  });

  const body = parseJson(await readBody(incoming));
  if (response.destroyed) return; // the client left while it sent
  const parsed = isObject(body) ? wire.parse(body, path) : undefined;
  if (!isObject(body) || !parsed) {
    ledger.open({ identity: "", wire: wire.name, model: "", outcome: "bad-request" }).status = 400;
    const what =
      body === undefined
        ? "We could not parse the JSON body of your request."
        : "Missing required parameter.";
    return sendJson(response, wire.badRequest(what));
  }
  const identity = identityOf(wire.name, parsed.model, body);
  entry = ledger.open({ identity, wire: wire.name, model: parsed.model, outcome: "answer" });
  const { ordinal, attempt } = entry;
  const request: ProviderRequest = { ...parsed, wire: wire.name, ordinal, identity, attempt, body };
  const refuse = (outcome: Outcome & ErrorKind) => {
    entry.outcome = outcome;
    const error = wire.error(outcome, request.model);
    entry.status = error.status;
    const headers = outcome === "rate-limit-retry-after" ? retryAfter(service.retryAfterMs) : {};
    // Google tells of a blocked prompt in an answer, so in a stream, too.
    if (error.status === 200 && request.stream)
      sendAnswer(response, event(error.body), { stream: true, cut: false });
    else sendJson(response, error, headers);
  };

  if (service.apiKey !== undefined && wire.keyOf(incoming.headers, incoming.url ?? "") !== service.apiKey) {
    return refuse("wrong-key");
  }
  if (service.models && !service.models.includes(request.model)) return refuse("unknown-model");
  if (service.balanceCalls <= 0) return refuse("empty-balance");
  const leave = limits.enter();
  if (!leave) return refuse("over-limit");
  response.once("close", leave);

  const fault = service.faultOf(request);
  if (fault !== undefined && isErrorKind(fault)) return refuse(fault);
  service.balanceCalls--;
  entry.outcome = fault ?? "answer";
  const answer = await answerOf(service, request, fault, (message) => {
    entry.outcome = "bad-request";
    entry.status = 400;
    sendJson(response, wire.badRequest(message));
  });
  if (!answer) return;
  entry.inputTokens = answer.usage.inputTokens;
  entry.outputTokens = answer.usage.outputTokens;
  if (fault === "hang") return; // the client or the end of the server closes the connection
  entry.status = 200;
  const waitMs = service.latencyMs + (fault === "slow-start" ? service.slowStartMs : 0);
  // A timer alone keeps no process alive whose server is closed.
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
  if (response.destroyed) return; // the client gave up
  sendAnswer(response, bodyOf(wire, request, answer, fault === "malformed-body"), {
    stream: request.stream,
    cut: fault === "cut",
  });
}

/** The answer as the fault leaves it; what the reply function throws becomes the server's complaint. */
async function answerOf(
  service: Service,
  request: ProviderRequest,
  fault: FaultKind | undefined,
  complain: (message: string) => void,
): Promise<Answer | undefined> {
  try {
    const reply = await service.reply(request);
    return settleReply(fault === undefined ? reply : spoilReply(fault, reply, request), request);
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function bodyOf(wire: Wire, request: ProviderRequest, answer: Answer, malformed: boolean): string {
  if (!request.stream) {
    const text = JSON.stringify(wire.answer(request, answer));
    return malformed ? text.slice(0, text.length / 2) : text;
  }
  const events = wire.events(request, answer);
  const middle = Math.floor(events.length / 2);
  if (malformed) events[middle] = `${events[middle]!.trimEnd().slice(0, -8)}\n\n`;
  return events.join("");
}

/** The body as text; of a body that the client cut off, what came. Events cost less than a stream iterator. */
function readBody(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("close", () => resolve(Buffer.concat(chunks).toString()));
  });
}

export function sendJson(
  response: ServerResponse,
  { status, body }: HttpError,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function sendAnswer(response: ServerResponse, text: string, how: { stream: boolean; cut: boolean }): void {
  const length = Buffer.byteLength(text);
  response.writeHead(
    200,
    how.stream
      ? { "content-type": "text/event-stream", "cache-control": "no-cache" }
      : { "content-type": "application/json", "content-length": length },
  );
  if (!how.cut) response.end(text);
  // Clients throw away what they have not read when a socket breaks; of a stream they are to see the half.
  else
    response.write(Buffer.from(text).subarray(0, length / 2), () =>
      setTimeout(() => response.destroy(), how.stream ? 20 : 0),
    );
}

const isErrorKind = (kind: Outcome): kind is ErrorKind & Outcome => errorKinds.has(kind);
const errorKinds: ReadonlySet<Outcome> = new Set<ErrorKind>([
  "rate-limit",
  "rate-limit-retry-after",
  "overloaded",
  "server-error",
  "unavailable",
  "content-blocked",
  "wrong-key",
  "unknown-model",
  "empty-balance",
  "payment-required",
]);

/** Whole seconds as HTTP has it, and OpenAI's finer header for tests that cannot wait for one. */
const retryAfter = (milliseconds: number) => ({
  "retry-after": String(Math.ceil(milliseconds / 1000)),
  "retry-after-ms": String(milliseconds),
});
