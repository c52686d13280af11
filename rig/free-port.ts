// Which port of the loopback interface is free?
import { createServer } from 'node:net';

/** A port below the kernel's ephemeral range, so that no outgoing connection takes it before it is used. */
export async function freePort(): Promise<number> {
  const candidate = 10_000 + Math.floor(Math.random() * 20_000);
  return (await canListen(candidate)) ? candidate : freePort();
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .on('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
