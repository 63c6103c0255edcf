package io.tweedie.restore.record;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is to be known of the machine. */
public final class Processor {

  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");
  private static final Path PROCESS = Path.of("/proc/self/status");
  private static final List<String> FAST_BFLOAT16 = List.of("avx512_bf16", "amx_bf16");

  /** By which oneDNN, whose convolutions are used, is told to do with fewer instructions. */
  private static final String ISA_LIMIT = "ONEDNN_MAX_CPU_ISA";

  private static final List<String> LIMITS_WITH_BFLOAT16 =
      List.of("BF16", "FP16", "AMX", "AVX10", "ALL", "DEFAULT");

  private static final Set<String> X86 = Set.of("amd64", "x86_64");

  private static final List<String> ROUNDING =
      List.of(
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16",
          "asimd",
          "sve",
          "bf16");
  private static final List<String> CHOICES =
      List.of("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE");

  private Processor() {}

  /**
   * bfloat16 where the processor has instructions for it, otherwise float32. Asked of the
   * description and not of a stopwatch, so that it is the same in every run.
   */
  public static Precision fastPrecision() {
    return fastPrecision(lines(DESCRIPTION), System.getenv(ISA_LIMIT));
  }

  /**
   * The same of another machine.
   *
   * @param description lines of its {@code /proc/cpuinfo}
   * @param limit instructions that oneDNN is told to keep to, or null
   */
  public static Precision fastPrecision(Stream<String> description, String limit) {
    boolean allowed =
        limit == null || LIMITS_WITH_BFLOAT16.stream().anyMatch(limit.toUpperCase(ROOT)::contains);
    boolean fast =
        description
            .filter(line -> line.startsWith("flags"))
            .anyMatch(flags -> FAST_BFLOAT16.stream().anyMatch(flags::contains));
    return allowed && fast ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  /** The number formats that the processor has instructions for. */
  public static List<Precision> precisions() {
    return fastPrecision() == Precision.BFLOAT16
        ? List.of(Precision.values())
        : List.of(Precision.FLOAT32);
  }

  /**
   * The memory layout that is faster: channels-last where oneDNN computes convolutions, which is on
   * x86, with and without gradients; contiguous where they are products of matrices.
   */
  public static Layout fastLayout(String architecture) {
    return X86.contains(architecture) ? Layout.CHANNELS_LAST : Layout.CONTIGUOUS;
  }

  /** Name of the processor as it says itself; the architecture where it does not. */
  public static String name() {
    return lines(DESCRIPTION)
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  /**
   * The instructions it has that change how results are rounded, and the settings by which the
   * tensor library and the libraries below it were told to do with fewer; empty where nothing is
   * known of them.
   */
  public static String instructions() {
    Set<String> flags =
        lines(DESCRIPTION)
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .findFirst()
            .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split(" ")))
            .orElse(Set.of());
    Stream<String> settings =
        CHOICES.stream()
            .filter(name -> System.getenv(name) != null)
            .map(name -> name + "=" + System.getenv(name));
    return Stream.concat(ROUNDING.stream().filter(flags::contains), settings)
        .collect(Collectors.joining(" "));
  }

  /**
   * Whether two runs were made on the same kind of processor, by the {@code machine} of their
   * records. Records of before instructions were written down tell the name only.
   */
  public static boolean sameKind(JsonNode machine, JsonNode other) {
    return machine.path("processor").equals(other.path("processor"))
        && (!machine.has("instructions")
            || machine.path("instructions").equals(other.path("instructions")));
  }

  /** The most memory this process has held at a time, in bytes; 0 where that is not told. */
  public static long peakMemory() {
    return lines(PROCESS)
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\D", ""))
        .findFirst()
        .map(kibibytes -> 1024 * Long.parseLong(kibibytes))
        .orElse(0L);
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
