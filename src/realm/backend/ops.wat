;; The atomic operations that V8 would not inline if they were written as Atomics.*: there each is a call to a builtin of
;; about 700 instructions (6 to 11 ns), here a bare instruction behind a call of about 2 ns.
;;
;; scripts/build-wasm.ts turns this file into ops-bytes.ts; a test holds that the two agree.
;; The maximum of the imported memory is an upper bound: any smaller shared memory fits.
(module
  (import "lockwright" "memory" (memory 0 65536 shared))

  ;; 8 bits, zero-extended
  (func (export "load8") (param i32) (result i32) (i32.atomic.load8_u (local.get 0)))
  (func (export "store8") (param i32 i32) (i32.atomic.store8 (local.get 0) (local.get 1)))
  (func (export "exchange8") (param i32 i32) (result i32) (i32.atomic.rmw8.xchg_u (local.get 0) (local.get 1)))
  (func (export "add8") (param i32 i32) (result i32) (i32.atomic.rmw8.add_u (local.get 0) (local.get 1)))
  (func (export "sub8") (param i32 i32) (result i32) (i32.atomic.rmw8.sub_u (local.get 0) (local.get 1)))
  (func (export "and8") (param i32 i32) (result i32) (i32.atomic.rmw8.and_u (local.get 0) (local.get 1)))
  (func (export "or8") (param i32 i32) (result i32) (i32.atomic.rmw8.or_u (local.get 0) (local.get 1)))
  (func (export "xor8") (param i32 i32) (result i32) (i32.atomic.rmw8.xor_u (local.get 0) (local.get 1)))
  (func (export "cas8") (param i32 i32 i32) (result i32) (i32.atomic.rmw8.cmpxchg_u (local.get 0) (i32.and (local.get 1) (i32.const 255)) (local.get 2)))

  ;; 16 bits, zero-extended
  (func (export "load16") (param i32) (result i32) (i32.atomic.load16_u (local.get 0)))
  (func (export "store16") (param i32 i32) (i32.atomic.store16 (local.get 0) (local.get 1)))
  (func (export "exchange16") (param i32 i32) (result i32) (i32.atomic.rmw16.xchg_u (local.get 0) (local.get 1)))
  (func (export "add16") (param i32 i32) (result i32) (i32.atomic.rmw16.add_u (local.get 0) (local.get 1)))
  (func (export "sub16") (param i32 i32) (result i32) (i32.atomic.rmw16.sub_u (local.get 0) (local.get 1)))
  (func (export "and16") (param i32 i32) (result i32) (i32.atomic.rmw16.and_u (local.get 0) (local.get 1)))
  (func (export "or16") (param i32 i32) (result i32) (i32.atomic.rmw16.or_u (local.get 0) (local.get 1)))
  (func (export "xor16") (param i32 i32) (result i32) (i32.atomic.rmw16.xor_u (local.get 0) (local.get 1)))
  (func (export "cas16") (param i32 i32 i32) (result i32) (i32.atomic.rmw16.cmpxchg_u (local.get 0) (i32.and (local.get 1) (i32.const 65535)) (local.get 2)))

  ;; 32 bits
  (func (export "load32") (param i32) (result i32) (i32.atomic.load (local.get 0)))
  (func (export "store32") (param i32 i32) (i32.atomic.store (local.get 0) (local.get 1)))
  (func (export "exchange32") (param i32 i32) (result i32) (i32.atomic.rmw.xchg (local.get 0) (local.get 1)))
  (func (export "add32") (param i32 i32) (result i32) (i32.atomic.rmw.add (local.get 0) (local.get 1)))
  (func (export "sub32") (param i32 i32) (result i32) (i32.atomic.rmw.sub (local.get 0) (local.get 1)))
  (func (export "and32") (param i32 i32) (result i32) (i32.atomic.rmw.and (local.get 0) (local.get 1)))
  (func (export "or32") (param i32 i32) (result i32) (i32.atomic.rmw.or (local.get 0) (local.get 1)))
  (func (export "xor32") (param i32 i32) (result i32) (i32.atomic.rmw.xor (local.get 0) (local.get 1)))
  (func (export "cas32") (param i32 i32 i32) (result i32) (i32.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2)))

  ;; 64 bits
  (func (export "load64") (param i32) (result i64) (i64.atomic.load (local.get 0)))
  (func (export "store64") (param i32 i64) (i64.atomic.store (local.get 0) (local.get 1)))
  (func (export "exchange64") (param i32 i64) (result i64) (i64.atomic.rmw.xchg (local.get 0) (local.get 1)))
  (func (export "add64") (param i32 i64) (result i64) (i64.atomic.rmw.add (local.get 0) (local.get 1)))
  (func (export "sub64") (param i32 i64) (result i64) (i64.atomic.rmw.sub (local.get 0) (local.get 1)))
  (func (export "and64") (param i32 i64) (result i64) (i64.atomic.rmw.and (local.get 0) (local.get 1)))
  (func (export "or64") (param i32 i64) (result i64) (i64.atomic.rmw.or (local.get 0) (local.get 1)))
  (func (export "xor64") (param i32 i64) (result i64) (i64.atomic.rmw.xor (local.get 0) (local.get 1)))
  (func (export "cas64") (param i32 i64 i64) (result i64) (i64.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2)))

  ;; Whole read-modify-writes without an instruction of their own: the loop of a compare-exchange stays in here, so it is one crossing.
  (func (export "nand8") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load8_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw8.cmpxchg_u (local.get $p) (local.get $before)
        (i32.xor (i32.and (local.get $before) (local.get $v)) (i32.const -1))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxS8") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load8_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw8.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.gt_s (i32.extend8_s (local.get $before)) (i32.extend8_s (local.get $v))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minS8") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load8_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw8.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.lt_s (i32.extend8_s (local.get $before)) (i32.extend8_s (local.get $v))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxU8") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load8_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw8.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.gt_u (local.get $before) (i32.and (local.get $v) (i32.const 255))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minU8") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load8_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw8.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.lt_u (local.get $before) (i32.and (local.get $v) (i32.const 255))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "nand16") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load16_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw16.cmpxchg_u (local.get $p) (local.get $before)
        (i32.xor (i32.and (local.get $before) (local.get $v)) (i32.const -1))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxS16") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load16_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw16.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.gt_s (i32.extend16_s (local.get $before)) (i32.extend16_s (local.get $v))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minS16") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load16_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw16.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.lt_s (i32.extend16_s (local.get $before)) (i32.extend16_s (local.get $v))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxU16") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load16_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw16.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.gt_u (local.get $before) (i32.and (local.get $v) (i32.const 65535))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minU16") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load16_u (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw16.cmpxchg_u (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.lt_u (local.get $before) (i32.and (local.get $v) (i32.const 65535))))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "nand32") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (i32.xor (i32.and (local.get $before) (local.get $v)) (i32.const -1))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxS32") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.gt_s (local.get $before) (local.get $v)))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minS32") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.lt_s (local.get $before) (local.get $v)))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxU32") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.gt_u (local.get $before) (local.get $v)))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minU32") (param $p i32) (param $v i32) (result i32)
    (local $found i32) (local $before i32)
    (local.set $found (i32.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i32.lt_u (local.get $before) (local.get $v)))))
      (br_if $again (i32.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "nand64") (param $p i32) (param $v i64) (result i64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (i64.xor (i64.and (local.get $before) (local.get $v)) (i64.const -1))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxS64") (param $p i32) (param $v i64) (result i64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i64.gt_s (local.get $before) (local.get $v)))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minS64") (param $p i32) (param $v i64) (result i64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i64.lt_s (local.get $before) (local.get $v)))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "maxU64") (param $p i32) (param $v i64) (result i64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i64.gt_u (local.get $before) (local.get $v)))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (local.get $found))
  (func (export "minU64") (param $p i32) (param $v i64) (result i64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (select (local.get $before) (local.get $v) (i64.lt_u (local.get $before) (local.get $v)))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (local.get $found))

  ;; 64-bit floating point, by its bits
  (func (export "loadF64") (param i32) (result f64) (f64.reinterpret_i64 (i64.atomic.load (local.get 0))))
  (func (export "storeF64") (param i32 f64) (i64.atomic.store (local.get 0) (i64.reinterpret_f64 (local.get 1))))
  (func (export "exchangeF64") (param i32 f64) (result f64)
    (f64.reinterpret_i64 (i64.atomic.rmw.xchg (local.get 0) (i64.reinterpret_f64 (local.get 1)))))
  ;; JavaScript has one NaN, the memory may hold any of many: an expected NaN stands for all of them.
  (func (export "casF64") (param $p i32) (param $expected f64) (param $replacement f64) (result f64)
    (local $wanted i64) (local $found i64) (local $value f64)
    (local.set $wanted (i64.reinterpret_f64 (local.get $expected)))
    (loop $again
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $wanted) (i64.reinterpret_f64 (local.get $replacement))))
      (if (i64.eq (local.get $found) (local.get $wanted)) (then (return (f64.reinterpret_i64 (local.get $found)))))
      (local.set $value (f64.reinterpret_i64 (local.get $found)))
      (local.set $wanted (local.get $found))
      (br_if $again (i32.and
        (f64.ne (local.get $expected) (local.get $expected))
        (f64.ne (local.get $value) (local.get $value)))))
    (local.get $value))
  (func (export "addF64") (param $p i32) (param $v f64) (result f64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (i64.reinterpret_f64 (f64.add (f64.reinterpret_i64 (local.get $before)) (local.get $v)))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (f64.reinterpret_i64 (local.get $found)))
  (func (export "maxF64") (param $p i32) (param $v f64) (result f64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (i64.reinterpret_f64 (f64.max (f64.reinterpret_i64 (local.get $before)) (local.get $v)))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (f64.reinterpret_i64 (local.get $found)))
  (func (export "minF64") (param $p i32) (param $v f64) (result f64)
    (local $found i64) (local $before i64)
    (local.set $found (i64.atomic.load (local.get $p)))
    (loop $again
      (local.set $before (local.get $found))
      (local.set $found (i64.atomic.rmw.cmpxchg (local.get $p) (local.get $before)
        (i64.reinterpret_f64 (f64.min (f64.reinterpret_i64 (local.get $before)) (local.get $v)))))
      (br_if $again (i64.ne (local.get $found) (local.get $before))))
    (f64.reinterpret_i64 (local.get $found)))

  ;; Waking needs no view of the memory, so it is done here; waiting goes through Atomics.wait.
  ;; The count is a float because Infinity, which stands for all, would become 0 as an integer.
  (func (export "notify") (param i32 f64) (result i32) (memory.atomic.notify (local.get 0) (i32.trunc_sat_f64_u (local.get 1))))

  ;; Whole operations on owner words (see memory/owner-word.ts): one crossing each.
  ;;
  ;; A thread's block (see memory/thread-block.ts) has: +8 the address that it is about to take, +12 its kind,
  ;; +16 the top of the list of what it holds, +20 the end of the room for that list. An entry is (address, kind).
  ;; The words of the block are the thread's own while it lives, so plain accesses do; the supervisor reads them after its end.

  (func (export "takeOwnerWord") (param $p i32) (param $me i32) (param $kind i32) (result i32)
    (local $top i32) (local $found i32)
    (local.set $top (i32.load offset=16 (local.get $me)))
    (if (i32.ge_u (local.get $top) (i32.load offset=20 (local.get $me)))
      (then (return (i32.const 8)))) ;; LIST_SLOW: no room, nothing taken
    (i32.store offset=8 (local.get $me) (local.get $p))
    (i32.store offset=12 (local.get $me) (local.get $kind))
    ;; pairs with the cmpxchg of giveOwnerWord, or the store of the slow unlock
    (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (i32.const 0) (local.get $me)))
    (if (local.get $found) (then (return (local.get $found))))
    (i32.store (local.get $top) (local.get $p))
    (i32.store offset=4 (local.get $top) (local.get $kind))
    (i32.store offset=16 (local.get $me) (i32.add (local.get $top) (i32.const 8)))
    (i32.const 0))

  (func (export "giveOwnerWord") (param $p i32) (param $me i32) (result i32)
    (local $top i32) (local $found i32)
    ;; pairs with the cmpxchg of the next takeOwnerWord. A plain exchange would release a lock of somebody else's.
    (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $me) (i32.const 0)))
    (if (i32.ne (local.get $found) (local.get $me)) (then (return (local.get $found))))
    (local.set $top (i32.sub (i32.load offset=16 (local.get $me)) (i32.const 8)))
    (if (i32.ne (i32.load (local.get $top)) (local.get $p))
      (then (return (i32.const 8)))) ;; LIST_SLOW: given back, but it is further down the list
    (i32.store offset=16 (local.get $me) (local.get $top))
    (i32.const 0))

  ;; Whole operations on share words (see memory/share.ts). A share is two entries: (delta, 9), (address, 8),
  ;; each written and compared as one number of 64 bits, with the kind above.

  (func (export "takeShare") (param $p i32) (param $closed i32) (param $least i32) (param $change i32) (param $delta i32) (param $me i32) (result i32)
    (local $top i32) (local $word i32)
    (local.set $top (i32.load offset=16 (local.get $me)))
    (if (i32.gt_u (i32.add (local.get $top) (i32.const 16)) (i32.load offset=20 (local.get $me)))
      (then (return (i32.const -2)))) ;; SHARE_SLOW: no room, nothing taken
    (i64.store (local.get $top) (i64.or (i64.extend_i32_u (local.get $delta)) (i64.const 0x900000000)))
    (i64.store offset=8 (local.get $top) (i64.or (i64.extend_i32_u (local.get $p)) (i64.const 0x800000000)))
    (loop $again
      (local.set $word (i32.atomic.load (local.get $p)))
      (if (i32.or (i32.and (local.get $word) (local.get $closed)) (i32.lt_s (local.get $word) (local.get $least)))
        (then (return (local.get $word))))
      ;; pairs with the addition of giveShare
      (br_if $again (i32.ne (local.get $word)
        (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $word) (i32.add (local.get $word) (local.get $change))))))
    ;; no call and no loop between the exchange and this, so no thread ends between them
    (i32.store offset=16 (local.get $me) (i32.add (local.get $top) (i32.const 16)))
    (i32.const -1)) ;; SHARE_TAKEN

  (func (export "giveShare") (param $p i32) (param $change i32) (param $delta i32) (param $me i32) (result i32)
    (local $pair i32) (local $found i32)
    (local.set $pair (i32.sub (i32.load offset=16 (local.get $me)) (i32.const 16)))
    (if (i32.lt_u (local.get $pair) (i32.load offset=4 (local.get $me))) (then (return (i32.const -2)))) ;; SHARE_SLOW: nothing done
    (if (i32.or
          (i64.ne (i64.load (local.get $pair)) (i64.or (i64.extend_i32_u (local.get $delta)) (i64.const 0x900000000)))
          (i64.ne (i64.load offset=8 (local.get $pair)) (i64.or (i64.extend_i32_u (local.get $p)) (i64.const 0x800000000))))
      (then (return (i32.const -2)))) ;; SHARE_SLOW: it is not the last of the list
    ;; pairs with the exchange of the next takeShare
    (local.set $found (i32.and (i32.atomic.rmw.add (local.get $p) (local.get $change)) (i32.const 7)))
    ;; no call and no loop between the addition and these
    (if (local.get $found)
      (then (i32.store (local.get $pair) (i32.const 0)))
      (else (i32.store offset=16 (local.get $me) (local.get $pair))))
    (local.get $found))

  ;; Whole operations on counts (see memory/counted.ts). One entry: (address, kind).

  (func (export "takeCount") (param $p i32) (param $least i32) (param $most i32) (param $change i32) (param $kind i32) (param $me i32) (result i32)
    (local $top i32) (local $word i32)
    (local.set $top (i32.load offset=16 (local.get $me)))
    (if (i32.ge_u (local.get $top) (i32.load offset=20 (local.get $me)))
      (then (return (i32.const -2)))) ;; COUNT_SLOW: no room, nothing taken
    (i32.store (local.get $top) (local.get $p))
    (i32.store offset=4 (local.get $top) (local.get $kind))
    (loop $again
      (local.set $word (i32.atomic.load (local.get $p)))
      (if (i32.or (i32.lt_s (local.get $word) (local.get $least)) (i32.ge_s (local.get $word) (local.get $most)))
        (then (return (local.get $word))))
      (br_if $again (i32.ne (local.get $word)
        (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $word) (i32.add (local.get $word) (local.get $change))))))
    ;; no call and no loop between the exchange and this, so no thread ends between them
    (i32.store offset=16 (local.get $me) (i32.add (local.get $top) (i32.const 8)))
    (i32.const -1)) ;; COUNT_TAKEN

  (func (export "giveCount") (param $p i32) (param $change i32) (param $least i32) (param $kind i32) (param $after i32) (param $me i32) (result i32)
    (local $entry i32) (local $found i32)
    (local.set $entry (i32.sub (i32.load offset=16 (local.get $me)) (i32.const 8)))
    (if (i32.lt_u (local.get $entry) (i32.load offset=4 (local.get $me))) (then (return (i32.const -2)))) ;; COUNT_SLOW: nothing done
    (if (i32.or
          (i32.ne (i32.load (local.get $entry)) (local.get $p))
          (i32.ne (i32.load offset=4 (local.get $entry)) (local.get $kind)))
      (then (return (i32.const -2)))) ;; COUNT_SLOW: it is not the last of the list
    (local.set $found (i32.atomic.rmw.sub (local.get $p) (local.get $change)))
    ;; no call and no loop between the subtraction and these
    (if (i32.lt_s (i32.sub (local.get $found) (local.get $change)) (local.get $least))
      (then (i32.store offset=4 (local.get $entry) (local.get $after)))
      (else (i32.store offset=16 (local.get $me) (local.get $entry))))
    (local.get $found))

  ;; Publishes, and looks whether somebody waits for it.
  (func (export "publish32") (param $p i32) (param $value i32) (param $bell i32) (result i32)
    (i32.atomic.store (local.get $p) (local.get $value))
    (i32.atomic.load (local.get $bell)))

  ;; Whole operations on queues of messages (see memory/message-slots.ts). A claim is two entries: (position and bits, 9), (address, 15).

  (func (export "claimInRing") (param $p i32) (param $first i32) (param $stride i32) (param $round i32) (param $end i32) (param $bits i32) (param $me i32) (result i32)
    (local $top i32) (local $word i32) (local $found i32) (local $index i32) (local $slot i32) (local $stamp i32)
    (local.set $top (i32.load offset=16 (local.get $me)))
    (if (i32.gt_u (i32.add (local.get $top) (i32.const 16)) (i32.load offset=20 (local.get $me)))
      (then (return (i32.const 3)))) ;; CLAIM_SLOW: no room, nothing claimed
    (i64.store offset=8 (local.get $top) (i64.or (i64.extend_i32_u (local.get $p)) (i64.const 0xF00000000)))
    (local.set $word (i32.atomic.load (local.get $p)))
    (block $claimed
      (loop $again
        (if (i32.and (local.get $word) (i32.const 1)) (then (return (i32.const 1)))) ;; CLAIM_CLOSED
        (local.set $index (i32.and (local.get $word) (i32.sub (local.get $round) (i32.const 4))))
        (local.set $slot (i32.add (local.get $first) (i32.mul (i32.shr_u (local.get $index) (i32.const 2)) (local.get $stride))))
        (block $none
          ;; who had the slot before has published it, or read it
          (local.set $stamp (i32.atomic.load (local.get $slot)))
          (if (i32.ne (local.get $stamp) (i32.or (local.get $word) (local.get $bits)))
            (then
              (br_if $none (i32.eqz (local.get $bits)))
              (br_if $none (i32.ne (local.get $stamp) (i32.or (local.get $word) (i32.const 3))))
              (local.set $slot (i32.or (local.get $slot) (i32.const 1))))) ;; CLAIM_VOID
          (i64.store (local.get $top)
            (i64.or (i64.extend_i32_u (i32.or (local.get $word) (i32.shr_u (local.get $bits) (i32.const 1)))) (i64.const 0x900000000)))
          (local.set $found
            (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $word)
              (select
                (i32.add (local.get $word) (i32.const 4))
                (i32.add (i32.sub (local.get $word) (local.get $index)) (local.get $round))
                (i32.lt_u (i32.add (local.get $index) (i32.const 4)) (local.get $end)))))
          (br_if $claimed (i32.eq (local.get $found) (local.get $word)))
          (local.set $word (local.get $found))
          (br $again))
        (local.set $found (i32.atomic.load (local.get $p)))
        (if (i32.eq (local.get $found) (local.get $word)) (then (return (i32.const 2)))) ;; CLAIM_NONE
        (local.set $word (local.get $found))
        (br $again)))
    ;; no call and no loop between the exchange and this, so no thread ends between them
    (i32.store offset=16 (local.get $me) (i32.add (local.get $top) (i32.const 16)))
    (local.get $slot))

  (func (export "claimInPages") (param $p i32) (param $root i32) (param $stride i32) (param $head i32) (param $bits i32) (param $made i32) (param $me i32) (result i32)
    (local $top i32) (local $word i32) (local $found i32) (local $index i32) (local $slot i32) (local $stamp i32)
    (local.set $top (i32.load offset=16 (local.get $me)))
    (if (i32.gt_u (i32.add (local.get $top) (i32.const 16)) (i32.load offset=20 (local.get $me)))
      (then (return (i32.const 3)))) ;; CLAIM_SLOW: no room, nothing claimed
    (i64.store offset=8 (local.get $top) (i64.or (i64.extend_i32_u (local.get $p)) (i64.const 0xF00000000)))
    (local.set $word (i32.atomic.load (local.get $p)))
    (block $claimed
      (loop $again
        (if (i32.and (local.get $word) (i32.const 1)) (then (return (i32.const 1)))) ;; CLAIM_CLOSED
        (local.set $index (i32.and (i32.shr_u (local.get $word) (i32.const 2)) (i32.const 63)))
        (if (i32.and (i32.eqz (i32.or (local.get $index) (local.get $bits))) (i32.ne (local.get $word) (local.get $made)))
          (then (return (i32.const 3)))) ;; CLAIM_SLOW: the first of a page
        (block $none
          ;; pairs with who has put the table there, and the page
          (local.set $slot (i32.atomic.load (i32.add (local.get $root)
            (i32.shl (i32.and (i32.shr_u (local.get $word) (i32.const 18)) (i32.const 1023)) (i32.const 2)))))
          (br_if $none (i32.eqz (local.get $slot)))
          (local.set $slot (i32.atomic.load (i32.add (local.get $slot)
            (i32.shl (i32.and (i32.shr_u (local.get $word) (i32.const 8)) (i32.const 1023)) (i32.const 2)))))
          (br_if $none (i32.eqz (local.get $slot)))
          (local.set $slot (i32.add (i32.add (local.get $slot) (local.get $head)) (i32.mul (local.get $index) (local.get $stride))))
          (if (local.get $bits)
            (then
              (local.set $stamp (i32.atomic.load (local.get $slot)))
              (if (i32.ne (local.get $stamp) (i32.or (local.get $word) (local.get $bits)))
                (then
                  (br_if $none (i32.ne (local.get $stamp) (i32.or (local.get $word) (i32.const 3))))
                  (local.set $slot (i32.or (local.get $slot) (i32.const 1))))))) ;; CLAIM_VOID
          (i64.store (local.get $top)
            (i64.or (i64.extend_i32_u (i32.or (local.get $word) (i32.shr_u (local.get $bits) (i32.const 1)))) (i64.const 0x900000000)))
          (local.set $found (i32.atomic.rmw.cmpxchg (local.get $p) (local.get $word) (i32.add (local.get $word) (i32.const 4))))
          (br_if $claimed (i32.eq (local.get $found) (local.get $word)))
          (local.set $word (local.get $found))
          (br $again))
        (if (i32.eqz (local.get $bits)) (then (return (i32.const 3)))) ;; CLAIM_SLOW: the page is not there, as far as this thread sees
        (local.set $found (i32.atomic.load (local.get $p)))
        (if (i32.eq (local.get $found) (local.get $word)) (then (return (i32.const 2)))) ;; CLAIM_NONE
        (local.set $word (local.get $found))
        (br $again)))
    ;; no call and no loop between the exchange and this, so no thread ends between them
    (i32.store offset=16 (local.get $me) (i32.add (local.get $top) (i32.const 16)))
    (local.get $slot))

  (func (export "publishClaimed") (param $slot i32) (param $noted i32) (param $change i32) (param $bell i32) (param $p i32) (param $me i32) (result i32)
    (local $pair i32)
    (local.set $pair (i32.sub (i32.load offset=16 (local.get $me)) (i32.const 16)))
    (if (i32.lt_u (local.get $pair) (i32.load offset=4 (local.get $me))) (then (return (i32.const 2)))) ;; CLAIM_NOT_LAST: nothing done
    (if (i32.or
          (i64.ne (i64.load (local.get $pair)) (i64.or (i64.extend_i32_u (local.get $noted)) (i64.const 0x900000000)))
          (i64.ne (i64.load offset=8 (local.get $pair)) (i64.or (i64.extend_i32_u (local.get $p)) (i64.const 0xF00000000))))
      (then (return (i32.const 2)))) ;; CLAIM_NOT_LAST
    ;; comes before the look at the bell
    (i32.atomic.store (local.get $slot) (i32.add (i32.and (local.get $noted) (i32.const -4)) (local.get $change)))
    (if (i32.and (i32.atomic.load (local.get $bell)) (i32.const 3)) (then (return (i32.const 1)))) ;; CLAIM_AWAITED
    (i32.store offset=16 (local.get $me) (local.get $pair))
    (i32.const 0)) ;; CLAIM_QUIET

  (func (export "countClaimed") (param $done i32) (param $most i32) (param $noted i32) (param $bell i32) (param $p i32) (param $me i32) (result i32)
    (local $pair i32) (local $count i32)
    (local.set $pair (i32.sub (i32.load offset=16 (local.get $me)) (i32.const 16)))
    (if (i32.lt_u (local.get $pair) (i32.load offset=4 (local.get $me))) (then (return (i32.const 2)))) ;; CLAIM_NOT_LAST: nothing done
    (if (i32.or
          (i64.ne (i64.load (local.get $pair)) (i64.or (i64.extend_i32_u (local.get $noted)) (i64.const 0x900000000)))
          (i64.ne (i64.load offset=8 (local.get $pair)) (i64.or (i64.extend_i32_u (local.get $p)) (i64.const 0xF00000000))))
      (then (return (i32.const 2)))) ;; CLAIM_NOT_LAST
    (local.set $count (i32.add (i32.atomic.rmw.add (local.get $done) (i32.const 1)) (i32.const 1)))
    ;; no call and no loop between the addition and this
    (i32.store (local.get $pair) (i32.or (local.get $noted) (i32.const 2)))
    (if (i32.eq (local.get $count) (local.get $most)) (then (return (i32.const 3)))) ;; CLAIM_LAST_OF_PAGE
    (if (i32.and (i32.atomic.load (local.get $bell)) (i32.const 3)) (then (return (i32.const 1)))) ;; CLAIM_AWAITED
    (i32.store offset=16 (local.get $me) (local.get $pair))
    (i32.const 0))) ;; CLAIM_QUIET
