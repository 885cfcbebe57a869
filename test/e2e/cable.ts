/** The network between a client and a server, which can be pulled out. */
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Cable {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  /** Connections that led through it so far. */
  readonly used: number;
  /** Destroys what is open; who connects waits for `mend`. */
  cut(): void;
  /** @param port another server from now on. */
  mend(port?: number): void;
  /** Keeps what is open open, and lets nothing through. */
  hold(): void;
}

export async function layCable(port: number): Promise<Cable> {
  let [target, used] = [port, 0];
  let mended = Promise.withResolvers<void>();
  mended.resolve();
  const open = new Set<Socket>();
  const proxy = createServer((near) => {
    watchFor(near);
    void mended.promise.then(() => {
      used += 1;
      const far = connect(target, '127.0.0.1');
      watchFor(far);
      near.pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    });
  });
  function watchFor(socket: Socket): void {
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
  }
  const end = () => open.forEach((socket) => socket.destroy());
  onTestFinished(() => {
    proxy.close();
    end();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    get used() {
      return used;
    },
    cut() {
      mended = Promise.withResolvers();
      end();
    },
    mend(newPort = target) {
      target = newPort;
      mended.resolve();
    },
    hold: () => open.forEach((socket) => socket.unpipe().pause()),
  };
}
