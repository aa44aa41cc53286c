using System;
using System.ComponentModel;

namespace P2PNet.Server.Turn.Io;

/// <summary>An eventfd: what another thread ends the wait for the sockets with.</summary>
internal sealed unsafe class WakeUpEvent : IDisposable
{
    /// <summary>Its number among the descriptors of an <see cref="Epoll"/>; no socket has it.</summary>
    public const ulong Key = ulong.MaxValue;

    private readonly object _lock = new();
    private bool _isClosed;

    /// <exception cref="Win32Exception">The system gives none.</exception>
    public WakeUpEvent()
    {
        Descriptor = LinuxSystem.CreateEvent();
        if (Descriptor < 0) throw new Win32Exception(LinuxSystem.LastError);
    }

    public int Descriptor { get; }

    /// <summary>Thread: any, also after the end.</summary>
    public void Set()
    {
        ulong one = 1;
        // Closed under the lock: else the number could be another file's by now.
        lock (_lock)
        {
            if (!_isClosed) _ = LinuxSystem.Write(Descriptor, &one, sizeof(ulong));
        }
    }

    public void Reset()
    {
        ulong count;
        _ = LinuxSystem.Read(Descriptor, &count, sizeof(ulong));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isClosed) _ = LinuxSystem.Close(Descriptor);
            _isClosed = true;
        }
    }
}
