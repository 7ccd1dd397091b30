import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { DatabaseLocation } from '../../src/platform/database/index.js';

/** A line to a server that a test can cut, freeze, stall and mend. */
export class Line {
  private mode: 'open' | 'cut' | 'frozen' = 'open';
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  /** The server's URL, through the line. */
  url: URL;

  private constructor(private readonly target: URL) {
    this.url = target;
    this.server = createServer((socket) => this.accept(socket));
  }

  static async to(target: URL): Promise<Line> {
    const line = new Line(target);
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    line.url = new URL(target);
    line.url.hostname = '127.0.0.1';
    line.url.port = String((line.server.address() as AddressInfo).port);
    return line;
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

  /** Keeps the connections that there are, and passes nothing on any more. */
  stall(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  mend(): void {
    for (const socket of this.sockets) socket.destroy();
    this.mode = 'open';
  }

  close(): void {
    this.cut();
    this.server.close();
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

/** A line to the database. */
export class DatabaseLine {
  private constructor(private readonly line: Line) {}

  /** The same database, reached through a line; stopping it closes the line too. */
  static async to(location: DatabaseLocation): Promise<{ line: DatabaseLine; location: DatabaseLocation }> {
    const line = await Line.to(new URL(location.url));
    const stop = async (): Promise<void> => {
      line.close();
      await location.stop();
    };
    return {
      line: new DatabaseLine(line),
      location: new DatabaseLocation(line.url.href, location.ownerUrl, true, stop),
    };
  }

  cut(): void {
    this.line.cut();
  }

  freeze(): void {
    this.line.freeze();
  }

  mend(): void {
    this.line.mend();
  }
}
