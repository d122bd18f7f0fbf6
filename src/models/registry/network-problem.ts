/** What happened below HTTP, or undefined where HTTP itself worked. */
export function networkProblem(error: unknown):
  | {
      kind: "permanent" | "transient";
      code: "no-connection" | "cut-connection" | "timed-out" | "wrong-url";
      what: string;
      next: string;
      maybePaid: boolean;
    }
  | undefined {
  const chain = causes(error);
  const code = chain.map((one) => (one as { code?: unknown }).code).find((one) => typeof one === "string");
  // A body that ends too early is undici's `terminated`, with or without a cause.
  const known = typeof code === "string" ? problems[code] : undefined;
  if (known) return { ...known, what: `${known.what} (${code}).` };
  if (typeof code === "string" && /CERT|SSL|TLS|EPROTO/.test(code)) {
    return {
      kind: "permanent",
      code: "wrong-url",
      what: `no encrypted connection (${code}).`,
      next: "Check http and https in the URL, and the server's certificate.",
      maybePaid: false,
    };
  }
  if (chain.some((one) => /^(terminated|other side closed)$/.test(one.message)))
    return { ...cut, what: `${cut.what}.` };
  return undefined;
}

const cut = {
  kind: "transient" as const,
  code: "cut-connection" as const,
  what: "the connection was cut",
  next: "Try again; if it stays, see the server's log.",
  maybePaid: true,
};
const absent = {
  kind: "transient" as const,
  code: "no-connection" as const,
  what: "nothing answers at this address",
  next: "Start the server, or check host and port in the URL.",
  maybePaid: false,
};
const unknownHost = {
  ...absent,
  what: "the name of the host is not known",
  next: "Check the host in the URL and the network.",
};
/** Of this machine: at many calls at once, files or ports run out. The next attempt may find one. */
const noRoom = {
  ...absent,
  what: "this machine has no file or port left for a connection",
  next: "Use a lower concurrency, or raise the limit of open files (ulimit -n).",
};
const late = {
  kind: "transient" as const,
  code: "timed-out" as const,
  what: "no answer in time",
  next: "Try again; if it stays, the server is too slow for answers of this length.",
  maybePaid: true,
};

const problems: Record<string, typeof cut | typeof absent | typeof late> = {
  ECONNREFUSED: absent,
  EHOSTUNREACH: absent,
  ENETUNREACH: absent,
  UND_ERR_CONNECT_TIMEOUT: absent,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  EHOSTDOWN: absent,
  ENETDOWN: absent,
  EMFILE: noRoom,
  ENFILE: noRoom,
  ENOBUFS: noRoom,
  EADDRNOTAVAIL: noRoom,
  ECONNRESET: cut,
  ECONNABORTED: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  ERR_STREAM_PREMATURE_CLOSE: cut,
  ETIMEDOUT: late,
  UND_ERR_HEADERS_TIMEOUT: late,
  UND_ERR_BODY_TIMEOUT: late,
};

/** The error and what caused it; an aggregate (one error an address that was tried) counts as its first. */
function causes(error: unknown): Error[] {
  const found: Error[] = [];
  let current = error;
  while (current instanceof Error && !found.includes(current)) {
    found.push(current);
    current = current.cause ?? (current instanceof AggregateError ? current.errors[0] : undefined);
  }
  return found;
}
