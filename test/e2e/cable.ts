/** The network between a client and a server, which can be pulled out. */
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Cable {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  /** Connections made through it so far. */
  readonly used: number;
  /** Destroys what is open; until `mend`, what is opened, too. */
  cut(): void;
  /** @param port another server from now on. */
  mend(port?: number): void;
  /** Keeps every connection open and lets nothing through, until `cut`. */
  hold(): void;
}

export async function layCable(port: number): Promise<Cable> {
  let [target, isCut, used] = [port, false, 0];
  const open = new Set<Socket>();
  const proxy = createServer((near) => {
    if (isCut) return void near.destroy();
    used += 1;console.log('conn', isCut, performance.now());
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      open.add(from);
      from.on('error', () => {}).pipe(to);
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const end = () => open.forEach((socket) => socket.destroy());
  onTestFinished(() => {
    proxy.close();
    end();
  });
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    get used() {
      return used;
    },
    cut() {
      isCut = true;
      end();
    },
    mend(newPort = target) {
      [target, isCut] = [newPort, false];
    },
    hold: () => open.forEach((socket) => socket.unpipe().pause()),
  };
}
