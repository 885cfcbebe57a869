import { ToolError } from 'gathering/plugin';

/** git ran and failed. The message names no place of this machine. */
export class GitFailed extends ToolError {
  /** It gave no reason but its exit code, as `--quiet` makes it say no. */
  readonly isSilent: boolean;

  constructor(message: string, isSilent: boolean) {
    super(message, { path: ['path'] });
    this.isSilent = isSilent;
  }
}

/** How far it is, which it says on the same stream. */
const PROGRESS = /^(remote: )?[A-Z][\w ]+: +(\d+% )?\(?\d+|^Cloning into /;

/** What git said, as an error. @param run where it ran: no place of this machine is told. */
export function failureOf(said: string, run: MessagePlaces): GitFailed {
  const lines = said.split(/[\r\n]+/).filter((line) => !PROGRESS.test(line));
  const shown = redacted(lines.join('\n'), run).trim().slice(0, 500);
  return new GitFailed(`git failed: ${shown}`, /^exit code \d+$/.test(shown));
}

/** Places that messages may name. */
export interface MessagePlaces {
  /** The workspace, whose place is told to none: messages call it `.`. */
  root: string;
  /** A folder that messages call by the name of the one it stands in for. */
  standIn?: { folder: string; for: string };
}

/** The machine's failure, not the caller's. */
export function noRoom(): ToolError {
  return new ToolError(
    'git could not be started: the machine has no free file descriptors or processes. Retry.',
    {
      retryable: true,
    },
  );
}

function redacted(message: string, { root, standIn }: MessagePlaces): string {
  // git prints control characters as question marks.
  const printed = root.replaceAll(/[\u0000-\u001f\u007f]/g, '?');
  const named = standIn ? message.replaceAll(standIn.folder, standIn.for) : message;
  return named
    .replaceAll(root, '.')
    .replaceAll(printed, '.')
    .replaceAll(/(^|[\s'"(:=])\/[^\s'":]*/g, '$1…');
}
