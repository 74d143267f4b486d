;; The two passes of a resize with weights in fixed point of 22 bits: four sums at a time, rounded and cut to bytes.
;; Both read and write up to 15 bytes beyond what they are asked for.
(module
  (memory (export "memory") 1)

  ;; Each row of `width` output pixels: pixel x is the sum of count[x] RGB pixels from src + first[x] on.
  (func (export "rows")
    (param $src i32) (param $stride i32) (param $rows i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $taps i32)
    (param $width i32) (param $dst i32)
    (local $x i32) (local $from i32) (local $weight i32) (local $end i32) (local $sum v128)
    (local.set $taps (i32.shl (local.get $taps) (i32.const 2)))
    (loop $row
      (local.set $x (i32.const 0))
      (loop $pixel
        (local.set $sum (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (local.set $from (i32.add (local.get $src)
          (i32.load (i32.add (local.get $first) (i32.shl (local.get $x) (i32.const 2))))))
        (local.set $weight (i32.add (local.get $weights) (i32.mul (local.get $x) (local.get $taps))))
        (local.set $end (i32.add (local.get $weight) (i32.shl
          (i32.load (i32.add (local.get $count) (i32.shl (local.get $x) (i32.const 2)))) (i32.const 2))))
        (loop $tap
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.mul
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from))))
            (v128.load32_splat (local.get $weight)))))
          (local.set $from (i32.add (local.get $from) (i32.const 3)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
        (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
        (v128.store32_lane 0 (local.get $dst) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
        (local.set $dst (i32.add (local.get $dst) (i32.const 3)))
        (local.set $x (i32.add (local.get $x) (i32.const 1)))
        (br_if $pixel (i32.lt_u (local.get $x) (local.get $width))))
      (local.set $src (i32.add (local.get $src) (local.get $stride)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows))))

  ;; Each of `height` output rows: row y is the sum of count[y] rows of `stride` bytes from src + first[y] on.
  (func (export "columns")
    (param $src i32) (param $stride i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $taps i32)
    (param $height i32) (param $dst i32)
    (local $y i32) (local $x i32) (local $from i32) (local $start i32) (local $weight i32) (local $end i32)
    (local $bytes v128) (local $low v128) (local $high v128) (local $w v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $taps (i32.shl (local.get $taps) (i32.const 2)))
    (loop $row
      (local.set $start (i32.add (local.get $src)
        (i32.load (i32.add (local.get $first) (i32.shl (local.get $y) (i32.const 2))))))
      (local.set $x (i32.const 0))
      (loop $chunk
        (local.set $a (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (local.set $from (i32.add (local.get $start) (local.get $x)))
        (local.set $weight (i32.add (local.get $weights) (i32.mul (local.get $y) (local.get $taps))))
        (local.set $end (i32.add (local.get $weight) (i32.shl
          (i32.load (i32.add (local.get $count) (i32.shl (local.get $y) (i32.const 2)))) (i32.const 2))))
        (loop $tap
          (local.set $w (v128.load32_splat (local.get $weight)))
          (local.set $bytes (v128.load (local.get $from)))
          (local.set $low (i16x8.extend_low_i8x16_u (local.get $bytes)))
          (local.set $high (i16x8.extend_high_i8x16_u (local.get $bytes)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $low)) (local.get $w))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $low)) (local.get $w))))
          (local.set $c (i32x4.add (local.get $c) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $high)) (local.get $w))))
          (local.set $d (i32x4.add (local.get $d) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $high)) (local.get $w))))
          (local.set $from (i32.add (local.get $from) (local.get $stride)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        (v128.store (i32.add (local.get $dst) (local.get $x)) (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $a) (i32.const 22)) (i32x4.shr_s (local.get $b) (i32.const 22)))
          (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $c) (i32.const 22)) (i32x4.shr_s (local.get $d) (i32.const 22)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $chunk (i32.lt_u (local.get $x) (local.get $stride))))
      (local.set $dst (i32.add (local.get $dst) (local.get $stride)))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $row (i32.lt_u (local.get $y) (local.get $height)))))
)
