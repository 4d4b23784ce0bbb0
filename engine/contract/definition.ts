import type { z } from 'zod';

/** One answer per request. */
export interface CallDef<In extends z.ZodType, Out extends z.ZodType> {
  readonly kind: 'call';
  readonly input: In;
  readonly output: Out;
}

/** Many items per request; ends by itself or is cancelled by the reader. */
export interface StreamDef<In extends z.ZodType, Item extends z.ZodType> {
  readonly kind: 'stream';
  readonly input: In;
  readonly item: Item;
}

export type ApiDef = Readonly<Record<string, CallDef<z.ZodType, z.ZodType> | StreamDef<z.ZodType, z.ZodType>>>;

export function call<In extends z.ZodType, Out extends z.ZodType>(input: In, output: Out): CallDef<In, Out> {
  return { kind: 'call', input, output };
}

export function stream<In extends z.ZodType, Item extends z.ZodType>(input: In, item: Item): StreamDef<In, Item> {
  return { kind: 'stream', input, item };
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What window, CLI and tests hold. Rejects with AppError; leaving a `for await` early cancels the engine's side. */
export type Client<Api extends ApiDef> = {
  readonly [Name in keyof Api]: Api[Name] extends CallDef<infer In, infer Out>
    ? (input: z.input<In>, options?: CallOptions) => Promise<z.output<Out>>
    : Api[Name] extends StreamDef<infer In, infer Item>
      ? (input: z.input<In>, options?: CallOptions) => AsyncIterable<z.output<Item>>
      : never;
};

/** What engine/api writes: a forgotten method does not compile. Input arrives parsed. */
export type Handlers<Api extends ApiDef> = {
  readonly [Name in keyof Api]: Api[Name] extends CallDef<infer In, infer Out>
    ? (input: z.output<In>, context: { readonly signal: AbortSignal }) => Promise<z.input<Out>>
    : Api[Name] extends StreamDef<infer In, infer Item>
      ? (input: z.output<In>, context: { readonly signal: AbortSignal }) => AsyncIterable<z.input<Item>>
      : never;
};
