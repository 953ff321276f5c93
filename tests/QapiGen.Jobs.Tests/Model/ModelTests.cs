using System;
using CsCheck;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Tests.Model;

/// <summary>Random commands and driver behaviour over several jobs and groups; the rules of the spec hold after each step.</summary>
[Trait("Draws", "examples")]
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int Runs = 3000;

    private static readonly Gen<ModelStep[]> s_steps =
        Gen.Select(Gen.Enum<ModelAction>(), Gen.Int[0, 5], Gen.Int[0, 63], (action, job, choice) => new ModelStep(action, job, choice)).Array[1, 60];

    [Fact]
    public void Invariants_hold_after_every_step_of_random_lives()
    {
        int runs = 0;
        long steps = 0;
        long transitions = 0;
        s_steps.CheckExamples(
            run =>
            {
                var model = new JobModel();
                foreach (ModelStep step in run)
                {
                    model.Do(step);
                }

                model.EndAll();
                runs++;
                steps += run.Length;
                transitions += model.TransitionCount;
            },
            Runs,
            run => string.Join(Environment.NewLine, Array.ConvertAll(run, step => step.ToString())));
        output.WriteLine($"{runs} runs, {steps} steps, {transitions} transitions");
        Assert.True(transitions > runs * 5, $"{transitions} transitions");
    }
}
