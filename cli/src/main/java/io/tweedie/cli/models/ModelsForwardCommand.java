package io.tweedie.cli.models;

import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.prior.Model;
import io.tweedie.restore.Models;
import io.tweedie.restore.spec.PriorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tweedie models forward}. */
@Command(
    name = "forward",
    description = {
      "Runs a network on tensors from a file, to compare it with another implementation.",
      "",
      "INPUT has x (N x C x H x W; height and width as the network needs them), timesteps (N or 1)"
          + " and for class-conditional networks labels (N). OUTPUT gets output, and with --vjp,"
          + " for which INPUT also has cotangent in the shape of the output, grad: the product of"
          + " cotangent and Jacobian, in the shape of x. Computes in fp32 unless told otherwise."
    },
    footer = {
      "",
      "  tweedie models forward photos input.safetensors output.safetensors --vjp",
      "  tweedie models forward --config flags.json --weights model.pt in.safetensors"
          + " out.safetensors"
    })
final class ModelsForwardCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;
  @Mixin private ModelOptions models;

  @Parameters(
      arity = "2..3",
      paramLabel = "[MODEL] INPUT OUTPUT",
      hideParamSyntax = true,
      description = "The model, if no option names it, and the two .safetensors files.")
  private List<String> arguments;

  @Option(names = "--vjp", description = "Also the gradient with respect to x.")
  private boolean vjp;

  @Override
  public Integer call() throws Exception {
    ModelOptions chosen = arguments.size() == 3 ? models.named(arguments.get(0)) : models;
    Path input = Path.of(arguments.get(arguments.size() - 2));
    Path output = Path.of(arguments.get(arguments.size() - 1));
    PriorSpec said =
        new PriorSpec(common.understood(chosen::choice), chosen.compute().orPrecision("fp32"));
    Compute compute = common.understood(said.compute()::compute);
    common.startBackend();
    try (Checkpoint file = Checkpoint.open(input);
        Model model = Models.source(said.model()).load();
        PointerScope scope = new PointerScope();
        AutoGradMode gradients = new AutoGradMode(vjp)) {
      Tensor x = file.read("x").to(ScalarType.Float).detach().set_requires_grad(vjp);
      Tensor result = model.network().forward(x, timesteps(file), condition(file), compute);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("output", result.detach());
      if (vjp) {
        tensors.put("grad", gradient(result, x, file.read("cotangent").to(ScalarType.Float)));
      }
      SafetensorsWriter.write(output, tensors, Map.of());
      report(output, tensors);
      return ExitCode.OK;
    }
  }

  private static Condition condition(Checkpoint file) {
    return file.tensors().containsKey("labels")
        ? new Condition.Classes(file.read("labels").to(ScalarType.Long))
        : Condition.none();
  }

  private static double[] timesteps(Checkpoint file) {
    Tensor timesteps = file.read("timesteps").to(ScalarType.Double).contiguous().reshape(-1);
    double[] values = new double[Math.toIntExact(timesteps.numel())];
    timesteps.data_ptr_double().get(values);
    return values;
  }

  private static Tensor gradient(Tensor output, Tensor x, Tensor cotangent) {
    return grad(
            new TensorVector(output),
            new TensorVector(x),
            new TensorVector(cotangent),
            new BoolOptional(false),
            false,
            false)
        .get(0);
  }

  private void report(Path output, Map<String, Tensor> tensors) {
    Map<String, Object> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    List<String> lines = new ArrayList<>();
    tensors.forEach(
        (name, tensor) ->
            lines.add(name + " " + Arrays.toString(tensor.shape()) + " -> " + output));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("written", output.toString());
    json.put("shapes", shapes);
    common.result(json, lines);
  }
}
