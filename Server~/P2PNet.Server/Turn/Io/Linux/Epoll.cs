using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace P2PNet.Server.Turn.Io;

/// <summary>Waits for many descriptors, each of which carries a number of the caller's choice. Thread: one, but for adding and removing.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private readonly byte[] _events;
    private readonly int _eventSize = LinuxSystem.EpollEventSize;
    private int _descriptor;

    /// <exception cref="Win32Exception">The system gives none.</exception>
    public Epoll(int maxEvents)
    {
        _events = GC.AllocateArray<byte>(maxEvents * _eventSize, pinned: true);
        _descriptor = LinuxSystem.CreateEpoll();
        if (_descriptor < 0) throw new Win32Exception(LinuxSystem.LastError);
    }

    /// <summary>Reports the descriptor, by this number, as long as something can be read or an error waits there.</summary>
    /// <exception cref="Win32Exception">The system takes no more.</exception>
    public void Add(int descriptor, ulong number)
    {
        byte* entry = stackalloc byte[16];
        Unsafe.WriteUnaligned(entry, LinuxSystem.EpollIn);
        Unsafe.WriteUnaligned(entry + _eventSize - sizeof(ulong), number);
        if (LinuxSystem.EpollControl(_descriptor, LinuxSystem.EpollAdd, descriptor, entry) != 0) throw new Win32Exception(LinuxSystem.LastError);
    }

    public void Remove(int descriptor)
    {
        byte* unused = stackalloc byte[16];
        _ = LinuxSystem.EpollControl(_descriptor, LinuxSystem.EpollRemove, descriptor, unused);
    }

    /// <summary>Waits, and returns how many descriptors are ready; 0 when the time is over or a signal came.</summary>
    /// <param name="timeoutMilliseconds">0: only looks; -1: for ever.</param>
    public int Wait(int timeoutMilliseconds)
    {
        fixed (byte* events = _events)
        {
            int count = LinuxSystem.EpollWait(_descriptor, events, _events.Length / _eventSize, timeoutMilliseconds);
            return Math.Max(count, 0);
        }
    }

    /// <summary>The number of one that <see cref="Wait"/> found ready.</summary>
    public ulong Ready(int index) => Unsafe.ReadUnaligned<ulong>(ref _events[(index + 1) * _eventSize - sizeof(ulong)]);

    public void Dispose()
    {
        if (_descriptor >= 0) _ = LinuxSystem.Close(_descriptor);
        _descriptor = -1;
    }
}
