namespace QapiGen.Jobs.Tests.Model;

/// <summary>One random step: what, with which job, and a number for the details.</summary>
internal readonly record struct ModelStep(ModelAction Action, int Job, int Choice);
