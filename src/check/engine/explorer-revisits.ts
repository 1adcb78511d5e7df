import * as alternatives from './alternatives.ts';
import * as f from './fields.ts';
import { ExplorerSteps } from './explorer-steps.ts';
import * as steps from './steps.ts';

const { AFTER, BEFORE, FLAGS, FROM, KIND, NODE, NO_EVENT, TRAIL, UNPLACED, UWRITE, WRITE } = f;
const { DROP, WENT_ON } = steps;
const { CHOOSE_VALUE, END_OF_FRAME, PLACE_AFTER, READ_FROM, REVISIT, REVISIT_AND_PLACE } = alternatives;

/** Goes back to what is to be tried next: the sixth layer of {@link Explorer}. A revisit, which has an older read read from a newer write, costs a copy of what it keeps of the graph. */
export abstract class ExplorerRevisits extends ExplorerSteps {
  /** Tries one of the alternatives. */
  protected apply(kind: number, event: number, other: number): number {
    const { graph, model } = this;
    switch (kind) {
      case READ_FROM:
        this.backTo(event);
        graph.detach(event);
        graph.resetDependencies(event);
        model.undo(graph.get(event, TRAIL));
        this.unclassify(event);
        model.begin(event);
        return this.readFrom(event, other);
      case PLACE_AFTER:
        this.backTo(event);
        graph.detach(event);
        model.undo(graph.get(event, TRAIL));
        model.begin(event);
        return this.placeAfter(event, other);
      case CHOOSE_VALUE:
        this.backTo(event);
        return this.chosen(event, other);
      case REVISIT:
        this.backTo(event);
        return this.#revisit(event, other);
      case REVISIT_AND_PLACE:
        return this.#placeRevisiting(event, this.alternatives.popRaw(), other);
      default:
        graph.popFrame();
        model.undo(this.alternatives.popRaw());
        return DROP;
    }
  }

  /** The older `read` is to read from `write`: all goes that was added after it and that the write does not depend on. */
  #revisit(write: number, read: number): number {
    const { graph, model } = this;
    const keep = this.keep;
    for (let e = 0; e < graph.size; e++) keep[e] = e <= read || graph.dependsOn(write, e) ? 1 : 0;
    const trail = model.trailLength;
    graph.pushFrame(keep, this.renamed, read, write);
    // Below everything of this frame.
    this.alternatives.pushRaw(trail);
    this.alternatives.push(END_OF_FRAME, 0, 0);
    this.alternatives.weigh(false);
    const r = this.renamed[read]!;
    const w = this.renamed[write]!;
    model.rebuild(r, w);
    graph.set(w, TRAIL, model.trailLength);
    graph.set(w, FLAGS, graph.get(w, FLAGS) & ~UNPLACED);
    model.begin(w);
    if (graph.get(w, KIND) === UWRITE) {
      const half = graph.get(w, BEFORE);
      const source = graph.get(half, FROM);
      const next = graph.coNext(source);
      if (next !== NO_EVENT && graph.get(next, KIND) === UWRITE) return DROP;
      graph.set(w, AFTER, this.afterUpdate(half, graph.get(w, NODE)));
      return this.#placeRevisiting(w, r, source);
    }
    let count = model.places(w, this.found);
    if (this.symmetry !== undefined) count = this.symmetry.keepPlaces(w, this.found, count);
    this.alternatives.divideBy(count);
    for (let i = count - 1; i > 0; i--) {
      this.alternatives.pushRaw(r);
      this.alternatives.push(REVISIT_AND_PLACE, w, this.found[i]!);
      this.alternatives.weigh(true);
    }
    if (count === 0) return DROP;
    return this.#placeRevisiting(w, r, this.found[0]!);
  }

  /** In a new frame: `write` lies after `after`, and `read` reads from it. */
  #placeRevisiting(write: number, read: number, after: number): number {
    const { graph, model } = this;
    this.backTo(write);
    model.undo(graph.get(write, TRAIL));
    graph.unlink(read);
    graph.unplace(write);
    graph.resetDependencies(read);
    model.begin(write);
    graph.place(write, after);
    if (!model.addWrite(write)) return DROP;
    if (this.judgesRaces && graph.get(write, KIND) === WRITE && !this.host.onAccess(write)) {
      this.stopped = true;
      return WENT_ON;
    }
    this.unclassify(read);
    model.begin(read);
    if (!model.mayRead(read, write) || this.symmetry?.mayRead(read, write) === false) return DROP;
    return this.readFrom(read, write);
  }
}
