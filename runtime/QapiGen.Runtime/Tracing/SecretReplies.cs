using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;

namespace QapiGen.Runtime.Tracing;

/// <summary>Knows of one connection which replies have a secret in them: those to questions for one. A reply's own text doesn't say so.</summary>
internal sealed class SecretReplies
{
    /// <summary>Commands that may be without their reply before one is forgotten: more than servers take at once.</summary>
    public const int MaxAsked = 4096;

    /// <summary>Longest id that is remembered.</summary>
    public const int MaxIdLength = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private int _askedWithoutId;
    private bool _isSecretWithoutId;
    private bool _hasForgotten;

    /// <summary>Notes a command.</summary>
    public void Note(JsonElement command)
    {
        bool isSecret = AsksForSecret(command);
        lock (_gate)
        {
            if (Id(command) is { } id)
            {
                // A client may send what is never answered by its id, a command with two names for one.
                if (id.Length > MaxIdLength || (_asked.Count >= MaxAsked && !_asked.ContainsKey(id)))
                {
                    _hasForgotten = true;
                }
                else
                {
                    _asked[id] = isSecret;
                }
            }
            else
            {
                _askedWithoutId++;
                _isSecretWithoutId |= isSecret;
            }
        }
    }

    /// <summary>Whether the result of a reply is to be masked. Asked once for each reply.</summary>
    public bool Hides(JsonElement reply)
    {
        lock (_gate)
        {
            if (Id(reply) is { } id)
            {
                return _asked.Remove(id, out bool isSecret) ? isSecret : _hasForgotten || IsText(reply);
            }

            // They come in order, but for out-of-band ones: as long as one of them has a secret it may be any.
            bool hides = _isSecretWithoutId || (_askedWithoutId == 0 && IsText(reply));
            _askedWithoutId = Math.Max(0, _askedWithoutId - 1);
            _isSecretWithoutId &= _askedWithoutId > 0;
            return hides;
        }
    }

    /// <summary>Forgets what was asked: the log was switched off, and hasn't seen what came since.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_asked.Count > 0 || _askedWithoutId > 0)
            {
                _asked.Clear();
                (_askedWithoutId, _isSecretWithoutId) = (0, false);
            }
        }
    }

    /// <summary>Whether a command asks for a property that is a secret.</summary>
    private static bool AsksForSecret(JsonElement command)
    {
        if (!command.TryGetProperty("arguments", out JsonElement arguments) || arguments.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        return (arguments.TryGetProperty("property", out JsonElement property) && SecretMask.IsSecretProperty(property))
            || arguments.EnumerateObject().Any(SecretMask.SpeaksOfSecrets);
    }

    /// <summary>Nobody has seen the question: such as a secret's data could be.</summary>
    private static bool IsText(JsonElement reply) => reply.TryGetProperty("return", out JsonElement result) && result.ValueKind == JsonValueKind.String;

    private static string? Id(JsonElement message) =>
        !message.TryGetProperty("id", out JsonElement id) ? null
        : id.ValueKind == JsonValueKind.String ? "s" + id.GetString()
        : id.GetRawText();
}
