/** What is wrong with a value, by a JSON schema: of the schema language, what `trace.schema.json` uses. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Sentences that name the path to each fault; none if it fits. Costs a walk over the value. */
export function faults(value: unknown, schema: Schema, root: Schema = schema, path = ''): string[] {
  if (schema.$ref !== undefined) return faults(value, resolve(schema.$ref, root), root, path);
  const where = path === '' ? 'it' : path;
  if ('const' in schema && value !== schema.const) return [`${where} must be ${JSON.stringify(schema.const)}, but is ${show(value)}`];
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${where} must be one of ${schema.enum.join(', ')}, but is ${show(value)}`];
  if (schema.type !== undefined && !hasType(value, schema.type)) return [`${where} must be of type ${schema.type}, but is ${show(value)}`];
  if (Array.isArray(value)) return arrayFaults(value, schema, root, path);
  return typeof value === 'object' && value !== null ? objectFaults(value as Record<string, unknown>, schema, root, path) : [];
}

function arrayFaults(value: readonly unknown[], schema: Schema, root: Schema, path: string): string[] {
  const { items, minItems = 0, maxItems = Infinity } = schema;
  if (value.length < minItems || value.length > maxItems) return [`${path} has ${value.length} items, which are too many or too few`];
  return items === undefined ? [] : value.flatMap((item, i) => faults(item, items, root, `${path}[${i}]`));
}

function objectFaults(value: Readonly<Record<string, unknown>>, schema: Schema, root: Schema, path: string): string[] {
  const { required = [], properties = {}, additionalProperties = true } = schema;
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const missing = required.filter((key) => !Object.hasOwn(value, key)).map((key) => `${at(key)} is missing`);
  return Object.entries(value).reduce<string[]>((found, [key, item]) => {
    const inner = Object.hasOwn(properties, key) ? properties[key]! : additionalProperties;
    if (inner === false) return [...found, `${at(key)} is not known`];
    return inner === true ? found : [...found, ...faults(item, inner, root, at(key))];
  }, missing);
}

/** Only references to definitions in the same schema: `#/$defs/Name`. */
function resolve(reference: string, root: Schema): Schema {
  const found = root.$defs?.[reference.slice('#/$defs/'.length)];
  if (found === undefined) throw new Error(`the schema refers to ${reference}, which it does not define`);
  return found;
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

/** A value that is longer than this says nothing more. */
const SHOWN_CHARACTERS = 40;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
