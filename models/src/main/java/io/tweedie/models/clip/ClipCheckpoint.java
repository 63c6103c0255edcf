package io.tweedie.models.clip;

import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.Checkpoint.Part;
import io.tweedie.models.checkpoint.TensorInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Checkpoints of CLIP under the names of transformers, whoever wrote them:
 *
 * <table>
 * <caption>names of OpenAI's code</caption>
 * <tr><th>there</th><th>here</th></tr>
 * <tr><td>{@code token_embedding.weight}</td>
 *   <td>{@code text_model.embeddings.token_embedding.weight}</td></tr>
 * <tr><td>{@code positional_embedding}</td>
 *   <td>{@code text_model.embeddings.position_embedding.weight}</td></tr>
 * <tr><td>{@code ln_final}</td><td>{@code text_model.final_layer_norm}</td></tr>
 * <tr><td>{@code text_projection}, transposed</td><td>{@code text_projection.weight}</td></tr>
 * <tr><td>{@code visual.conv1.weight}</td>
 *   <td>{@code vision_model.embeddings.patch_embedding.weight}</td></tr>
 * <tr><td>{@code visual.class_embedding}, {@code visual.positional_embedding}</td>
 *   <td>{@code vision_model.embeddings.class_embedding},
 *   {@code vision_model.embeddings.position_embedding.weight}</td></tr>
 * <tr><td>{@code visual.ln_pre}, {@code visual.ln_post}</td>
 *   <td>{@code vision_model.pre_layrnorm}, {@code vision_model.post_layernorm}</td></tr>
 * <tr><td>{@code visual.proj}, transposed</td><td>{@code visual_projection.weight}</td></tr>
 * <tr><td>{@code [visual.]transformer.resblocks.N}</td>
 *   <td>{@code text_model.encoder.layers.N}, {@code vision_model.encoder.layers.N}</td></tr>
 * <tr><td>in a block: {@code ln_1}, {@code ln_2}, {@code attn.out_proj}, {@code mlp.c_fc},
 *   {@code mlp.c_proj}</td><td>{@code layer_norm1}, {@code layer_norm2},
 *   {@code self_attn.out_proj}, {@code mlp.fc1}, {@code mlp.fc2}</td></tr>
 * <tr><td>in a block: thirds of {@code attn.in_proj_weight}, {@code attn.in_proj_bias}</td>
 *   <td>{@code self_attn.q_proj}, {@code k_proj}, {@code v_proj}</td></tr>
 * </table>
 */
public final class ClipCheckpoint {

  private static final String IN_PROJECTION = "attn.in_proj_";
  private static final List<String> THIRDS = List.of("q_proj", "k_proj", "v_proj");

  /** Kept by old versions beside the weights, and always 0, 1, 2, ... */
  private static final String POSITIONS = "embeddings.position_ids";

  /** What OpenAI's archives note of their architecture. */
  private static final Set<String> NOTES =
      Set.of("input_resolution", "context_length", "vocab_size");

  /** Of each block, and always that a token sees those before it. */
  private static final String MASK = "attn_mask";

  private static final Pattern BLOCK =
      Pattern.compile("(visual\\.)?transformer\\.resblocks\\.(\\d+)\\.(.+)");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("logit_scale", "logit_scale"),
          Map.entry("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
          Map.entry("positional_embedding", "text_model.embeddings.position_embedding.weight"),
          Map.entry("ln_final.weight", "text_model.final_layer_norm.weight"),
          Map.entry("ln_final.bias", "text_model.final_layer_norm.bias"),
          Map.entry("visual.class_embedding", "vision_model.embeddings.class_embedding"),
          Map.entry("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
          Map.entry(
              "visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
          Map.entry("visual.ln_pre.weight", "vision_model.pre_layrnorm.weight"),
          Map.entry("visual.ln_pre.bias", "vision_model.pre_layrnorm.bias"),
          Map.entry("visual.ln_post.weight", "vision_model.post_layernorm.weight"),
          Map.entry("visual.ln_post.bias", "vision_model.post_layernorm.bias"));

  private static final Map<String, String> TRANSPOSED =
      Map.of(
          "text_projection", "text_projection.weight", "visual.proj", "visual_projection.weight");

  private static final Map<String, String> IN_BLOCK =
      Map.of(
          "ln_1", "layer_norm1",
          "ln_2", "layer_norm2",
          "attn.out_proj", "self_attn.out_proj",
          "mlp.c_fc", "mlp.fc1",
          "mlp.c_proj", "mlp.fc2");

  private ClipCheckpoint() {}

  /**
   * A checkpoint of a text tower, with {@code text_model} before its names or, as transformers
   * writes since version 5, without.
   */
  public static Checkpoint ofText(Checkpoint file) {
    boolean bare = file.tensors().keySet().stream().noneMatch(n -> n.startsWith("text_model."));
    return renamed(
        file, name -> bare && !name.startsWith("text_projection.") ? "text_model." + name : name);
  }

  /** A checkpoint of both towers, of transformers or of OpenAI's code. */
  public static Checkpoint ofBoth(Checkpoint file) {
    return isOriginal(file) ? original(file) : renamed(file, UnaryOperator.identity());
  }

  /** Whether a checkpoint has the names of OpenAI's code. */
  public static boolean isOriginal(Checkpoint file) {
    return file.tensors().keySet().stream().anyMatch(name -> BLOCK.matcher(name).matches());
  }

  private static Checkpoint renamed(Checkpoint file, UnaryOperator<String> rename) {
    Map<String, Part> parts = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, info) -> {
              if (!name.endsWith(POSITIONS)) {
                parts.put(rename.apply(name), Part.all(name, info));
              }
            });
    Map<String, String> unread = new LinkedHashMap<>();
    file.unread().forEach((name, reason) -> unread.put(rename.apply(name), reason));
    return file.ofParts(parts, unread);
  }

  private static Checkpoint original(Checkpoint file) {
    Map<String, Part> parts = new LinkedHashMap<>();
    file.tensors().forEach((name, info) -> add(parts, name, info));
    return file.ofParts(parts, file.unread());
  }

  private static void add(Map<String, Part> parts, String name, TensorInfo info) {
    Matcher block = BLOCK.matcher(name);
    if (block.matches() && block.group(3).equals(MASK)) {
      return;
    }
    if (block.matches()) {
      String tower = block.group(1) == null ? "text_model" : "vision_model";
      addOfBlock(
          parts, tower + ".encoder.layers." + block.group(2) + ".", name, block.group(3), info);
    } else if (TRANSPOSED.containsKey(name) && info.shape().size() == 2) {
      List<Long> turned = List.of(info.shape().get(1), info.shape().get(0));
      parts.put(
          TRANSPOSED.get(name),
          new Part(name, reshaped(info, turned, 1), whole -> whole.t().contiguous()));
    } else if (!NOTES.contains(name) && !name.equals(MASK)) {
      parts.put(NAMES.getOrDefault(name, name), Part.all(name, info));
    }
  }

  private static void addOfBlock(
      Map<String, Part> parts, String layer, String name, String inside, TensorInfo info) {
    boolean packed =
        inside.startsWith(IN_PROJECTION)
            && !info.shape().isEmpty()
            && info.shape().get(0) % THIRDS.size() == 0;
    if (!packed) {
      int dot = inside.lastIndexOf('.');
      String head = dot < 0 ? inside : inside.substring(0, dot);
      String known = IN_BLOCK.getOrDefault(head, head);
      String tail = dot < 0 ? "" : inside.substring(dot);
      parts.put(layer + known + tail, Part.all(name, info));
      return;
    }
    String kind = inside.substring(IN_PROJECTION.length());
    long rows = info.shape().get(0) / THIRDS.size();
    List<Long> shape = Stream.concat(Stream.of(rows), info.shape().stream().skip(1)).toList();
    for (int i = 0; i < THIRDS.size(); i++) {
      long start = i * rows;
      UnaryOperator<Tensor> third = whole -> whole.narrow(0, start, rows).contiguous();
      parts.put(
          layer + "self_attn." + THIRDS.get(i) + "." + kind,
          new Part(name, reshaped(info, shape, THIRDS.size()), third));
    }
  }

  private static TensorInfo reshaped(TensorInfo info, List<Long> shape, int parts) {
    return new TensorInfo(info.dtype(), shape, info.byteLength() / parts);
  }
}
