using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>
/// Sends batch after batch for client and server: while one is written the next one collects. Goes on at once where the transport takes a batch at
/// once, and where it doesn't, when it has. Who derives from it says what is collected, how much may wait, and who begins.
/// </summary>
internal abstract class SendLoop
{
    /// <summary>Writes the batch that has been taken.</summary>
    protected abstract ValueTask<FlushResult> WriteAsync();

    /// <summary>The batch is done with, sent or not: takes the next one.</summary>
    /// <returns>False if there is none, or nothing is to be sent any more: then nobody sends.</returns>
    protected abstract bool TryContinue();

    /// <summary>Nothing more can be sent. Must not fail.</summary>
    /// <param name="cause">What the transport threw; null if the peer reads no more.</param>
    protected abstract void OnSendFailure(Exception? cause);

    /// <summary>Sends what has been taken, and what is added meanwhile. Never waits, never fails.</summary>
    protected void SendTaken()
    {
        do
        {
            ValueTask<FlushResult> sending = Write();
            if (!sending.IsCompletedSuccessfully)
            {
                _ = SendOnAsync(sending);
                return;
            }

            Check(sending.Result);
        }
        while (Continue());
    }

    /// <summary>Goes on when the transport couldn't finish at once.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything; whatever it is, the connection is over.")]
    private async Task SendOnAsync(ValueTask<FlushResult> sending)
    {
        while (true)
        {
            try
            {
                Check(await sending.ConfigureAwait(false));
            }
            catch (Exception cause)
            {
                OnSendFailure(cause);
            }

            if (!Continue())
            {
                return;
            }

            sending = Write();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "As in SendOnAsync.")]
    private ValueTask<FlushResult> Write()
    {
        try
        {
            return WriteAsync();
        }
        catch (Exception cause)
        {
            return ValueTask.FromException<FlushResult>(cause);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Making room may fail, too: for want of memory.")]
    private bool Continue()
    {
        try
        {
            return TryContinue();
        }
        catch (Exception cause)
        {
            OnSendFailure(cause);
            return false;
        }
    }

    private void Check(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            OnSendFailure(null);
        }
    }
}
