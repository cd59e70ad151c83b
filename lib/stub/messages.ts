/** What a client sends to a method. */
export type RequestIn<Method> = Method extends { requestSerialize(value: infer T): unknown } ? T : never;
/** What a handler of a method receives. */
export type RequestOut<Method> = Method extends { requestDeserialize(bytes: never): infer T } ? T : never;
/** What a handler of a method sends. */
export type ResponseIn<Method> = Method extends { responseSerialize(value: infer T): unknown } ? T : never;
/** What a client receives from a method. */
export type ResponseOut<Method> = Method extends { responseDeserialize(bytes: never): infer T } ? T : never;
