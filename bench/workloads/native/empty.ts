/** A worker that has nothing to do. */
export default undefined;
