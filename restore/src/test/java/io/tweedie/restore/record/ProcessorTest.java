package io.tweedie.restore.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.tensor.Precision;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {

  @ParameterizedTest
  @CsvSource({
    "fpu avx avx2 fma, , FLOAT32",
    "fpu avx avx2 avx512f avx512_vnni, , FLOAT32",
    "fpu avx2 avx512f avx512_bf16, , BFLOAT16",
    "fpu avx2 avx512f amx_bf16 amx_tile, , BFLOAT16",
    "fpu avx2 avx512f amx_bf16 amx_tile, AVX2, FLOAT32",
    "fpu avx2 avx512f amx_bf16 amx_tile, avx512_core_vnni, FLOAT32",
    "fpu avx2 avx512f amx_bf16 amx_tile, AVX512_CORE_AMX, BFLOAT16",
    "fpu avx2, ALL, FLOAT32"
  })
  void takesBfloat16WhereThereAreInstructionsForIt(
      String flags, String limit, Precision precision) {
    Stream<String> description = Stream.of("processor\t: 0", "flags\t\t: " + flags);
    assertThat(Processor.fastPrecision(description, limit)).isEqualTo(precision);
  }

  @ParameterizedTest
  @CsvSource({"amd64, channels-last", "x86_64, channels-last", "aarch64, contiguous"})
  void laysMemoryOutAsTheConvolutionsOfTheProcessorLikeIt(String architecture, String layout) {
    assertThat(Processor.fastLayout(architecture).word()).isEqualTo(layout);
  }
}
