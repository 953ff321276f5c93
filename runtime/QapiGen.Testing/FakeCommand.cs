using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Testing;

/// <summary>The script of one command: each method adds an answer; they are given in order, the last one again and again.</summary>
public sealed class FakeCommand
{
    private readonly Lock _gate = new();
    private readonly List<Func<FakeCall, ValueTask>> _answers = [];
    private int _next;

    /// <summary>Answers with a result.</summary>
    /// <param name="result">The result as JSON.</param>
    public FakeCommand Returns(string result = "{}") => Answers(call => call.ReturnAsync(result));

    /// <summary>Answers with an error.</summary>
    public FakeCommand Fails(QmpErrorClass errorClass, string description) => Answers(call => call.FailAsync(errorClass, description));

    /// <summary>Doesn't answer; the test may, late, with the call that <see cref="FakeQmpServer.NextCallAsync"/> gives.</summary>
    public FakeCommand NeverAnswers() => Answers(static _ => default);

    /// <summary>Sends text instead of an answer: hostile, malformed, somebody else's.</summary>
    public FakeCommand Sends(string text) => Answers(call => call.SendAsync(text));

    /// <summary>Sends the beginning of a reply and closes the connection.</summary>
    /// <param name="bytes">How much of it; 0 for nothing.</param>
    /// <param name="result">The result that isn't sent whole.</param>
    public FakeCommand Tears(int bytes, string result = "{}") => Answers(async call =>
    {
        if (bytes > 0)
        {
            await call.SendAsync(call.ReplyTo(result)[..bytes]).ConfigureAwait(false);
        }

        await call.DisconnectAsync().ConfigureAwait(false);
    });

    /// <summary>Does whatever the test wants. Runs while the server reads: what comes after this command waits.</summary>
    public FakeCommand Answers(Func<FakeCall, ValueTask> answer)
    {
        lock (_gate)
        {
            _answers.Add(answer);
        }

        return this;
    }

    internal Func<FakeCall, ValueTask>? Take()
    {
        lock (_gate)
        {
            return _answers.Count == 0 ? null : _answers[Math.Min(_next++, _answers.Count - 1)];
        }
    }
}
