using Strata.Tests.Binding;

namespace Strata.Tests.Sections;

public class MlSectionTests
{
    [Fact]
    public void ModelServing_Batching_IsTyped()
    {
        var ml = Bound.Configuration("""
            ml:
              tensorflow: {model_serving: {batch_size: 32, batch_timeout_milliseconds: 5, batch_threads: 4}}
              pytorch: {model_serving: {batch_timeout_milliseconds: 50, workers: 2, timeout_seconds: 20}}
            """).GetMlConfig();

        var (tensorFlow, pyTorch) = (ml.TensorFlow.ModelServing, ml.PyTorch.ModelServing);
        Assert.Equal((32, TimeSpan.FromMilliseconds(5), 4, null), (tensorFlow.BatchSize, tensorFlow.BatchTimeout, tensorFlow.BatchThreads, tensorFlow.Workers));
        Assert.Equal((TimeSpan.FromMilliseconds(50), 2, TimeSpan.FromSeconds(20)), (pyTorch.BatchTimeout, pyTorch.Workers, pyTorch.Timeout));
    }
}
