/** Ends a rendering; `message` is what the evaluator puts behind the place. */
export class RenderFault extends Error {}

/** A limit is reached. Nothing inside a template can go on after it. */
export class LimitFault extends RenderFault {}
