/**
 * JSON Schema, as much of it as the Engine API's Swagger file and the OCI schemas use. Answers the faults, each with the place where it is.
 */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly minItems?: number
}

export interface Rules {
  /** What a `$ref` names, and the base of references inside that. */
  readonly resolve: (ref: string, base: string) => readonly [schema: Schema, base: string]
  /** Whether null may stand for a value of that type, as Go sends it for what is empty. */
  readonly nullable: (type: string) => boolean
}

export function faults(value: unknown, schema: Schema, rules: Rules, base = '', at = '$'): readonly string[] {
  if (schema.$ref !== undefined) {
    const [target, next] = rules.resolve(schema.$ref, base)
    return faults(value, target, rules, next, at)
  }
  const within = (part: Schema) => faults(value, part, rules, base, at)
  return [
    ...(schema.allOf ?? []).flatMap(within),
    ...(schema.anyOf !== undefined && schema.anyOf.every((part) => within(part).length > 0)
      ? [`${at}: fits none of anyOf`]
      : []),
    ...(schema.oneOf !== undefined && schema.oneOf.filter((part) => within(part).length === 0).length !== 1
      ? [`${at}: fits not one of oneOf`]
      : []),
    ...own(value, schema, rules, base, at),
  ]
}

function own(value: unknown, schema: Schema, rules: Rules, base: string, at: string): readonly string[] {
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (value === null && (types.length === 0 || types.includes('null') || types.some(rules.nullable))) return []
  if (types.length > 0 && !types.some((type) => isOf(value, type)))
    return [`${at}: ${JSON.stringify(value)?.slice(0, 60)} is not of type ${types.join(' or ')}`]
  if (schema.enum !== undefined && !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value)))
    return [`${at}: ${JSON.stringify(value)} is not one of ${JSON.stringify(schema.enum)}`]
  if (Array.isArray(value)) return inArray(value, schema, rules, base, at)
  if (typeof value === 'object' && value !== null)
    return inObject(value as Readonly<Record<string, unknown>>, schema, rules, base, at)
  return ofScalar(value, schema, at)
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  return typeof value === type
}

function inArray(
  value: readonly unknown[],
  { items, minItems = 0 }: Schema,
  rules: Rules,
  base: string,
  at: string,
): readonly string[] {
  const few = value.length < minItems ? [`${at}: fewer than ${minItems} items`] : []
  return items === undefined
    ? few
    : [...few, ...value.flatMap((item, i) => faults(item, items, rules, base, `${at}[${i}]`))]
}

function inObject(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  rules: Rules,
  base: string,
  at: string,
): readonly string[] {
  const missing = (schema.required ?? []).filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`)
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, part]) => ofProperty(name, part, schema, rules, base, `${at}.${name}`)),
  ]
}

function ofProperty(
  name: string,
  part: unknown,
  schema: Schema,
  rules: Rules,
  base: string,
  at: string,
): readonly string[] {
  const named = schema.properties?.[name]
  const patterned = Object.entries(schema.patternProperties ?? {}).flatMap(([pattern, wanted]) =>
    new RegExp(pattern, 'u').test(name) ? [wanted] : [],
  )
  const known = named === undefined ? patterned : [named, ...patterned]
  if (known.length > 0) return known.flatMap((wanted) => faults(part, wanted, rules, base, at))
  const other = schema.additionalProperties
  if (other === false) return [`${at} is not known`]
  return typeof other === 'object' ? faults(part, other, rules, base, at) : []
}

function ofScalar(value: unknown, schema: Schema, at: string): readonly string[] {
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    return [`${at}: "${value}" does not match ${schema.pattern}`]
  if (typeof value === 'string' && value.length < (schema.minLength ?? 0))
    return [`${at}: shorter than ${schema.minLength}`]
  if (typeof value !== 'number') return []
  if (value < (schema.minimum ?? -Infinity)) return [`${at}: ${value} is less than ${schema.minimum}`]
  return value > (schema.maximum ?? Infinity) ? [`${at}: ${value} is more than ${schema.maximum}`] : []
}
