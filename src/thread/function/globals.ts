/**
 * Which names every thread has as globals. A set lookup for most names, a walk up the prototypes of `globalThis` for the rest.
 *
 * The names are judged in the thread that spawns, which cannot see another thread's globals. So a name counts if it is standard, or if
 * it is a global here and not known to exist on a main thread only. What a program itself adds to `globalThis` passes too, although the other
 * thread has it only if something adds it there: that is the limit of judging from here.
 */

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** Globals of ECMAScript 2026 and those that all our hosts share: never free, whatever `globalThis` looks like here (a mocked DOM, say). */
const STANDARD = words(`
  globalThis undefined NaN Infinity eval parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape
  Object Function Boolean Symbol Number BigInt Math Date String RegExp Array Map Set WeakMap WeakSet WeakRef FinalizationRegistry Promise Proxy
  Reflect JSON Intl Iterator ArrayBuffer SharedArrayBuffer DataView Atomics Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array
  Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array Error AggregateError SuppressedError EvalError RangeError
  ReferenceError SyntaxError TypeError URIError DisposableStack AsyncDisposableStack
  console setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone atob btoa fetch crypto performance navigator WebAssembly
  URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal Event EventTarget MessageChannel MessagePort BroadcastChannel
  Blob File FormData Headers Request Response ReadableStream WritableStream TransformStream DOMException`);

/**
 * Globals of a page (and a few of Deno's and of CommonJS's main program) that a thread does not have. The lower-case ones are all that
 * Chromium's `Window` has beyond a dedicated worker (version 156); of the interfaces, those that a program is likely to name.
 */
const MAIN_THREAD_ONLY = words(`
  window document customElements history navigation locationbar menubar personalbar scrollbars statusbar toolbar status closed frames length top
  opener parent frameElement external screen innerWidth innerHeight outerWidth outerHeight scrollX scrollY pageXOffset pageYOffset screenX screenY
  screenLeft screenTop visualViewport viewport devicePixelRatio event clientInformation offscreenBuffering styleMedia localStorage sessionStorage
  alert confirm prompt print open stop find focus blur captureEvents releaseEvents getComputedStyle getSelection matchMedia moveBy moveTo resizeBy
  resizeTo scroll scrollBy scrollTo requestIdleCallback cancelIdleCallback webkitRequestAnimationFrame webkitCancelAnimationFrame chrome
  crashReport cookieStore documentPictureInPicture fetchLater getScreenDetails queryLocalFonts showDirectoryPicker showOpenFilePicker
  showSaveFilePicker originAgentCluster credentialless fence launchQueue speechSynthesis requestResize
  Window Document DocumentFragment DocumentType DOMParser DOMImplementation DOMTokenList DOMStringMap XMLSerializer XMLDocument XPathEvaluator
  XPathResult XSLTProcessor Node NodeList NodeFilter NodeIterator TreeWalker Element Attr NamedNodeMap Text Comment CharacterData CDATASection
  ProcessingInstruction Range StaticRange AbstractRange Selection ShadowRoot ElementInternals CustomElementRegistry MutationObserver MutationRecord
  ResizeObserver ResizeObserverEntry IntersectionObserver IntersectionObserverEntry UIEvent MouseEvent KeyboardEvent PointerEvent TouchEvent WheelEvent
  DragEvent InputEvent FocusEvent CompositionEvent ClipboardEvent SubmitEvent StorageEvent HashChangeEvent PopStateEvent PageTransitionEvent
  BeforeUnloadEvent Image Audio Option Storage Screen History Navigation Plugin MimeType CanvasRenderingContext2D AudioContext OfflineAudioContext
  BaseAudioContext AudioNode AudioParam AudioBuffer AudioWorklet AudioWorkletNode GainNode OscillatorNode MediaStream MediaStreamTrack MediaRecorder
  MediaDevices MediaQueryList MediaSession RTCPeerConnection RTCSessionDescription RTCIceCandidate StyleSheet StyleSheetList CSS CSSStyleSheet
  CSSStyleDeclaration CSSRule CSSRuleList CSSStyleRule Animation KeyframeEffect Highlight SharedWorker ServiceWorker ServiceWorkerContainer Worklet
  Clipboard ClipboardItem Geolocation Gamepad PaymentRequest PublicKeyCredential SpeechRecognition SpeechSynthesisUtterance
  require module exports __filename __dirname`);

/** The many interfaces of elements, and every event handler of a page; the handlers that a worker has as well are let through. */
const MAIN_THREAD_ONLY_PATTERN =
  /^(?:(?:HTML|SVG|MathML)\w*Element|HTML\w*Collection|on(?!message$|messageerror$|error$|languagechange$|online$|offline$|rejectionhandled$|unhandledrejection$)[a-z]+)$/;

/** Globals of one host or another that portable code asks for with `typeof` before it uses them. */
const HOST_DEPENDENT =
  words(`process Buffer global setImmediate clearImmediate Deno Bun self importScripts postMessage location indexedDB caches
  WorkerGlobalScope DedicatedWorkerGlobalScope OffscreenCanvas requestAnimationFrame cancelAnimationFrame Temporal`);

/** Whether every thread that this one spawns has the global `name`. */
export function isThreadGlobal(name: string): boolean {
  if (STANDARD.has(name)) return true;
  return !isMainThreadOnly(name) && isGlobalHere(name);
}

/** Whether `name` is a global of a page's main thread, or of a main program, that threads do not have. */
export function isMainThreadOnly(name: string): boolean {
  return MAIN_THREAD_ONLY.has(name) || MAIN_THREAD_ONLY_PATTERN.test(name);
}

/** Whether code that asks `typeof name` first may then use `name`: it knows that the global may be missing. */
export function isHostDependent(name: string): boolean {
  return HOST_DEPENDENT.has(name) || isMainThreadOnly(name);
}

/** `name in globalThis`, but for the elements of a page, which are globals by their `id` and would hide a forgotten variable. */
function isGlobalHere(name: string): boolean {
  if (!(name in globalThis)) return false;
  for (let object: object | null = globalThis; object !== null; object = Object.getPrototypeOf(object) as object | null) {
    if (Object.prototype.toString.call(object) !== '[object WindowProperties]' && Object.hasOwn(object, name)) return true;
  }
  return false;
}
