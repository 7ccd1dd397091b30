import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { DatabaseLocation } from '../../src/platform/database/index.js';

/** A line to the database that a test can cut, freeze and mend. */
export class DatabaseLine {
  private mode: 'open' | 'cut' | 'frozen' = 'open';
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly target: URL) {
    this.server = createServer((socket) => this.accept(socket));
  }

  /** The same database, reached through a line; stopping it closes the line too. */
  static async to(location: DatabaseLocation): Promise<{ line: DatabaseLine; location: DatabaseLocation }> {
    const url = new URL(location.url);
    const line = new DatabaseLine(new URL(location.url));
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    url.hostname = '127.0.0.1';
    url.port = String((line.server.address() as AddressInfo).port);
    const stop = async (): Promise<void> => {
      line.cut();
      line.server.close();
      await location.stop();
    };
    return { line, location: new DatabaseLocation(url.href, location.ownerUrl, true, stop) };
  }

  /** Ends all connections and refuses new ones. */
  cut(): void {
    this.mode = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Takes new connections but never answers. */
  freeze(): void {
    this.cut();
    this.mode = 'frozen';
  }

  mend(): void {
    for (const socket of this.sockets) socket.destroy();
    this.mode = 'open';
  }

  private accept(socket: Socket): void {
    this.track(socket);
    if (this.mode === 'cut') return void socket.destroy();
    if (this.mode === 'frozen') return;
    const upstream = connect(Number(this.target.port), this.target.hostname);
    this.track(upstream);
    socket.pipe(upstream).pipe(socket);
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}
