using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace P2PNet.Messages
{
    /// <summary>
    /// The messages that this program knows, by their ids. Generated code fills <see cref="Default"/> when an assembly with messages is
    /// loaded; nothing is reflected. Safe from any thread.
    /// </summary>
    public sealed class MessageRegistry
    {
        private static readonly object SourcesGate = new object();
        private static readonly List<Action<MessageRegistry>> PendingSources = new List<Action<MessageRegistry>>();
        private static readonly MessageRegistry Shared = new MessageRegistry();
        private static volatile bool _hasPendingSources;

        private readonly object _gate = new object();
        private readonly MessageIdTable<MessageDescriptor> _byId = new MessageIdTable<MessageDescriptor>();
        private readonly List<MessageDescriptor> _messages = new List<MessageDescriptor>();

        /// <summary>
        /// All messages of the assemblies loaded so far.
        /// </summary>
        /// <exception cref="InvalidOperationException">Two messages have the same id; the sentence names both and says what to do.</exception>
        public static MessageRegistry Default
        {
            get
            {
                if (_hasPendingSources) TakePendingSources();
                return Shared;
            }
        }

        /// <summary>How many messages there are.</summary>
        public int Count
        {
            get
            {
                lock (_gate) return _messages.Count;
            }
        }

        /// <summary>
        /// Announces an assembly's messages for <see cref="Default"/>. Generated code calls it when the assembly is loaded; the messages
        /// are added when Default is next asked for, so that two with the same id fail in a call of yours and not in a loader.
        /// </summary>
        /// <param name="register">Adds the assembly's messages to the registry it is given. May run more than once.</param>
        public static void AddSource(Action<MessageRegistry> register)
        {
            if (register is null) throw new ArgumentNullException(nameof(register));
            lock (SourcesGate)
            {
                PendingSources.Add(register);
                _hasPendingSources = true;
            }
        }

        /// <summary>Adds a message. Adding the same type again changes nothing.</summary>
        /// <param name="descriptor">What is known of it.</param>
        /// <exception cref="InvalidOperationException">Another message has the same id, or the type was added with another id.</exception>
        public void Add<T>(MessageDescriptor<T> descriptor)
        {
            if (descriptor is null) throw new ArgumentNullException(nameof(descriptor));
            MessageDescriptor<T> kept = MessageType<T>.Known ?? descriptor;
            if (kept.Id != descriptor.Id)
            {
                throw new InvalidOperationException(
                    $"{descriptor.Type} is already a message with the id {kept.Id} and can't have the id {descriptor.Id} too.");
            }

            lock (_gate)
            {
                MessageDescriptor? other = _byId[kept.Id];
                if (other is null)
                {
                    kept = MessageType<T>.Keep(kept);
                    _byId[kept.Id] = kept;
                    _messages.Add(kept);
                }
                else if (other.Type != kept.Type)
                {
                    throw Collision(other, kept);
                }
            }
        }

        /// <summary>Finds a message by its id.</summary>
        /// <param name="id">The id from the wire.</param>
        /// <param name="descriptor">What is known of it.</param>
        /// <returns>False when no such message was added.</returns>
        public bool TryGet(ushort id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MessageDescriptor? descriptor)
        {
            descriptor = _byId[id];
            return descriptor != null;
        }

        /// <summary>All messages, in the order in which they were added. A new array each time.</summary>
        public MessageDescriptor[] ToArray()
        {
            lock (_gate) return _messages.ToArray();
        }

        /// <summary>The slow way to a descriptor: the first use of a message from an assembly of which nothing has run yet.</summary>
        internal static MessageDescriptor<T> Find<T>()
        {
            _ = Default;
#if !UNITY_5_3_OR_NEWER
            if (MessageType<T>.Known is null)
            {
                RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
                _ = Default;
            }
#endif
            return MessageType<T>.Known ?? throw new InvalidOperationException(
                $"{typeof(T)} is not a registered message. Mark it [Message] and give its members [Key]; where the source generator does " +
                "not run, describe it by MessageRegistry.Default.Add.");
        }

        private static void TakePendingSources()
        {
            lock (SourcesGate)
            {
                while (PendingSources.Count > 0)
                {
                    // A source that fails stays, so that each later call says the same instead of missing messages silently.
                    // Running one may load another assembly, which adds its own meanwhile.
                    Action<MessageRegistry> register = PendingSources[0];
                    register(Shared);
                    PendingSources.Remove(register);
                }

                _hasPendingSources = false;
            }
        }

        private static InvalidOperationException Collision(MessageDescriptor first, MessageDescriptor second) => new InvalidOperationException(
            $"The messages {first.Type} (\"{first.Name}\") and {second.Type} (\"{second.Name}\") have the same id {first.Id}. " +
            "Give one of them another id of its own, [Message(Id = …)] from 0 to 127, or another name, [Message(Name = …)]; " +
            "all peers must run the same change.");
    }
}
