import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * How a connection goes wrong: nobody takes it, nobody answers, it is broken off as soon as something comes over it, in the
 * middle of the answer, or what answers speaks another protocol.
 */
export type ConnectionFault = "refused" | "silent" | "reset" | "cut" | "other protocol";

/** Stands between a client and a service. */
export interface FaultyRelay {
  readonly port: number;
  /** From now on, as for connections that there are: they are broken off. Without a fault all goes through. */
  fail(fault?: ConnectionFault): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultyRelay(target: number): Promise<FaultyRelay> {
  const sockets = new Set<Socket>();
  let fault: ConnectionFault | undefined;
  let server: Server | undefined;

  function serve(socket: Socket): void {
    sockets.add(socket);
    const onward = connect(target, "127.0.0.1");
    socket
      .on("error", () => undefined)
      .on("close", () => {
        sockets.delete(socket);
        onward.destroy();
      });
    onward.on("error", () => undefined).on("close", () => socket.destroy());
    socket.on("data", (data) => {
      if (fault === "reset") socket.resetAndDestroy();
      else if (fault === "other protocol") socket.end("220 mail.example ESMTP secret\r\n");
      else if (fault !== "silent") onward.write(data);
    });
    onward.on("data", (data: Buffer) => {
      if (fault === "cut") socket.write(data.subarray(0, data.length / 2), () => socket.resetAndDestroy());
      else socket.write(data);
    });
  }

  async function listen(port: number): Promise<number> {
    const opened = createServer(serve);
    server = opened;
    await new Promise<void>((resolve) => opened.listen(port, "127.0.0.1", resolve));
    return (opened.address() as AddressInfo).port;
  }

  async function close(): Promise<void> {
    const closed = server && new Promise((resolve) => server?.close(resolve));
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const port = await listen(0);
  return {
    port,
    async fail(next) {
      fault = next;
      if (next === "refused") return close();
      for (const socket of sockets) socket.destroy();
      if (server === undefined) await listen(port);
    },
    close,
  };
}
