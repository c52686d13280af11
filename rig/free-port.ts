// Ports of the loopback interface that nobody listens on.
import { createServer } from 'node:net';

/** A port below the range from which the kernel takes the client ends of connections, so that none is taken meanwhile. */
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
