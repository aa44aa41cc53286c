using System.Buffers;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Server.Turn;

/// <summary>
/// What one client has of the <see cref="StreamInbox"/>, which owns all but <see cref="IsNewcomer"/>: so much at a time, so that whoever
/// sends without end waits for its own messages and nobody else does.
/// </summary>
internal sealed class StreamShare(in ClientTuple client)
{
    /// <summary>
    /// Bytes of a client that has an allocation; a longer message comes alone. The server's thread takes them many times a millisecond, so a
    /// share is no limit to a player, and a message waits for a fraction of a millisecond of each of the others'.
    /// </summary>
    private const int MaxBytes = 32 * 1024;

    private readonly ClientTuple _client = client;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _waiting;
    private volatile bool _isNewcomer = true;

    public ref readonly ClientTuple Client => ref _client;

    /// <summary>Has no allocation, and one message at a time.</summary>
    public bool IsNewcomer
    {
        get => _isNewcomer;
        set => _isNewcomer = value;
    }

    /// <summary>Bytes in the inbox.</summary>
    public int Used { get; set; }

    /// <summary>What waits for room; at most one message.</summary>
    public ReadOnlySequence<byte> Message { get; private set; }

    public bool IsWaiting => _waiting != null;

    /// <summary>Waits for others, and not for its own messages.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Ends when everything that the client sent was handled, its end too.</summary>
    public Task Ended => _ended.Task;

    public bool HasRoomFor(int bytes) => Used == 0 || (!IsNewcomer && Used + bytes <= MaxBytes);

    /// <summary>Keeps a message until there is room.</summary>
    public Task Wait(in ReadOnlySequence<byte> message)
    {
        Message = message;
        _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiting.Task;
    }

    /// <summary>The message was copied.</summary>
    public void GoOn()
    {
        TaskCompletionSource? waiting = Interlocked.Exchange(ref _waiting, null);
        Message = default;
        IsQueued = false;
        waiting?.SetResult();
    }

    public void End() => _ended.TrySetResult();
}
