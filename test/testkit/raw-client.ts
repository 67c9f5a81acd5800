import { connect, type Socket } from "node:net";

/** Sends lines as they are, which a client library would not, and waits for the connection's end. */
export async function sendLines(url: string, lines: readonly string[], body = ""): Promise<string> {
  const socket = openSocket(url);
  socket.write([...lines, "Connection: close", "", body].join("\r\n"), "latin1");
  let text = "";
  for await (const chunk of socket) text += (chunk as Buffer).toString("latin1");
  return text;
}

/** A connection to a server, to be written to by hand. */
export function openSocket(url: string): Socket {
  const { port, hostname } = new URL(url);
  return connect(Number(port), hostname);
}
