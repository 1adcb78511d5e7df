import type { Ended, Reporter, Write } from './reporter.ts';
import { repositoryPath, storyOf } from './story.ts';

/** For GitHub Actions: a workflow command for each check that is not as it should be, which GitHub shows at its line. */
export class GithubReporter implements Reporter {
  readonly #write: Write;

  constructor(write: Write) {
    this.#write = write;
  }

  ended(ended: Ended): void {
    const story = storyOf(ended);
    if (story === undefined) return;
    const [place] = story.places;
    this.#write(
      command(story.isError ? 'error' : 'warning', story.details, {
        file: repositoryPath(place?.file ?? ended.file),
        ...(place === undefined ? {} : { line: place.line, col: place.column }),
        title: `lockwright check: ${ended.line.name}`,
      }),
    );
  }

  problem(message: string, file: string | undefined): void {
    this.#write(command('error', message, { ...(file === undefined ? {} : { file: repositoryPath(file) }), title: 'lockwright check' }));
  }

  end(): void {}
}

function command(name: 'error' | 'warning', message: string, properties: Readonly<Record<string, string | number>>): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(',')}::${escapeData(message)}`;
}

/** GitHub decodes these again; what is not escaped would end the command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
