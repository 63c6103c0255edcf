package io.tweedie.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsHostileTest {

  @TempDir Path folder;

  @Test
  void refusesAHeaderLargerThanTheFile() {
    refused(bytes(1000, "{}", 0))
        .withMessageContaining("1000 bytes")
        .withMessageContaining("10 in");
  }

  @Test
  void refusesAHeaderOverTheFormatsLimit() {
    refused(bytes(100_000_001, "{}", 0)).withMessageContaining("at most 100000000");
    refused(bytes(-1, "{}", 0)).withMessageContaining("18446744073709551615");
  }

  @Test
  void refusesAFileThatEndsEarlyOrLate() {
    byte[] golden = Golden.bytes("dtypes.safetensors");
    refused(Arrays.copyOf(golden, golden.length - 1)).withMessageContaining("cut short");
    refused(Arrays.copyOf(golden, golden.length + 1)).withMessageContaining("appended");
    refused(Arrays.copyOf(golden, 100)).withMessageContaining("cut");
    refused(Arrays.copyOf(golden, 9)).withMessageContaining("cut");
  }

  @Test
  void refusesOverlapsAndGaps() {
    refused("{'a':" + f32(2, 0, 8) + ",'b':" + f32(2, 4, 12) + "}", 12)
        .withMessageContaining("'b' lies at bytes 4 to 12")
        .withMessageContaining("begin at 8");
    refused("{'a':" + f32(1, 0, 4) + ",'b':" + f32(1, 8, 12) + "}", 12)
        .withMessageContaining("gaps");
    refused("{'a':" + f32(1, 4, 8) + "}", 8).withMessageContaining("gaps");
  }

  @Test
  void refusesOffsetsThatRunBackwardsOrOut() {
    refused("{'a':" + f32(1, 0, -4) + "}", 0).withMessageContaining("0 to -4");
    refused("{'a':" + f32(1, -4, 0) + "}", 4).withMessageContaining("-4 to 0");
    refused("{'a':" + f32(1, 0, 4) + "}", 3).withMessageContaining("the file has 3");
    refused("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,99999999999999999999]}}", 4)
        .withMessageContaining("damaged");
  }

  @Test
  void refusesADtypeThatDoesNotFitTheBytes() {
    refused("{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,4]}}", 4)
        .withMessageContaining("needs 8 bytes of a storage that has 4");
    refused("{'a':{'dtype':'F16','shape':[1],'data_offsets':[0,4]}}", 4)
        .withMessageContaining("takes 2 bytes")
        .withMessageContaining("gives it 4");
  }

  @Test
  void namesMadeToCollideAreNamesLikeOthers() {
    StringBuilder json = new StringBuilder("{");
    for (String name : Collisions.texts(12)) {
      json.append("'").append(name).append("':").append(f32(0, 0, 0)).append(",");
      // The parser's own hash has the factor 33 where that of Java has 31.
      String other = name.replace('B', 'b').replace("Aa", "Cc").replace("bb", "DB");
      json.append("'_").append(other).append("':").append(f32(0, 0, 0)).append(",");
    }
    json.setCharAt(json.length() - 1, '}');
    String quoted = json.toString().replace('\'', '"');
    Path file = HostileFile.of(folder, bytes(quoted.length(), quoted, 0)).path();
    assertTimeoutPreemptively(Collisions.SOON, () -> Values.readAll(file));
  }

  @Test
  void refusesAnEndlessShape() {
    refused(
            "{'a':{'dtype':'F32','shape':[" + "0,".repeat(5_000_000) + "0],'data_offsets':[0,0]}}",
            0)
        .withMessageContaining("more than 64 dimensions");
  }

  @Test
  void refusesShapesThatAreNegativeOrOverflow() {
    refused("{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}", 4)
        .withMessageContaining("negative");
    for (String shape :
        new String[] {
          "[4611686018427387904,4]", "[4611686018427387904]", "[4294967296,4294967296,0]"
        }) {
      refused("{'a':{'dtype':'F32','shape':" + shape + ",'data_offsets':[0,0]}}", 0)
          .withMessageContaining("larger than any memory");
    }
    String rank65 = "[" + "1,".repeat(64) + "1]";
    refused("{'a':{'dtype':'F32','shape':" + rank65 + ",'data_offsets':[0,4]}}", 4)
        .withMessageContaining("more than 64 dimensions");
  }

  @Test
  void refusesDuplicateNames() {
    refused("{'a':" + f32(1, 0, 4) + ",'a':" + f32(1, 0, 4) + "}", 4)
        .withMessageContaining("Duplicate field 'a'");
    refused("{'a':{'dtype':'F32','dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4)
        .withMessageContaining("Duplicate field 'dtype'");
  }

  @Test
  void refusesDeepNesting() {
    refused("{'a':" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 0)
        .withMessageContaining("damaged");
    refused("{'__metadata__':{'a':{'b':{'c':{}}}}}", 0).withMessageContaining("text throughout");
  }

  @Test
  void refusesOtherJson() {
    refused("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'more':1}}", 4)
        .withMessageContaining("nothing else");
    refused("{'a':null}", 0).withMessageContaining("'a' needs a dtype");
    refused("{'a':{}}", 0).withMessageContaining("'a' needs a dtype");
    refused("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}", 0)
        .withMessageContaining("two data_offsets");
    refused("{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}", 4)
        .withMessageContaining("damaged");
    refused("{'a':{'dtype':'F32','shape':[null],'data_offsets':[0,4]}}", 4)
        .withMessageContaining("whole numbers");
    refused("{'__metadata__':{'a':null}}", 0).withMessageContaining("text throughout");
    refused("{'__metadata__':null}", 0).withMessageContaining("text throughout");
    refused("{} {}", 0).withMessageContaining("goes on");
    refused("{'a':", 0).withMessageContaining("damaged");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] json = {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '{', '}', '}'};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PickleBytes.little(json.length, 8));
    out.writeBytes(json);
    refused(out.toByteArray()).withMessageContaining("not UTF-8");
    refused(bytes(StandardCharsets.UTF_16LE.encode("{}").remaining(), "{\0}\0", 0))
        .withMessageContaining("damaged");
  }

  @Test
  void showsNoControlCharactersAndNoEndlessNames() {
    refused("{'\\u001b[31m" + "x".repeat(10_000) + "':{}}", 0)
        .withMessageNotContaining("\u001b")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  private ThrowableAssertAlternative<CheckpointException> refused(String json, int dataBytes) {
    String quoted = json.replace('\'', '"');
    return refused(bytes(quoted.length(), quoted, dataBytes));
  }

  private ThrowableAssertAlternative<CheckpointException> refused(byte[] bytes) {
    return HostileFile.of(folder, bytes).refusedOnOpening();
  }

  private static String f32(int elements, long begin, long end) {
    return "{'dtype':'F32','shape':[%d],'data_offsets':[%d,%d]}".formatted(elements, begin, end);
  }

  private static byte[] bytes(long length, String json, int dataBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PickleBytes.little(length, 8));
    out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(new byte[dataBytes]);
    return out.toByteArray();
  }
}
