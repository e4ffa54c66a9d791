/** What a command reads and writes. Progress and faults go to `error`, answers to `output`. */
export interface Io {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  error: NodeJS.WritableStream;
}

export const processIo: Io = { input: process.stdin, output: process.stdout, error: process.stderr };
