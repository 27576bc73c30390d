/** Tasks, executors and their containers, in the notation of `shapes.ts`. */
export const TASK_SHAPES = `
TaskInfo
  1 name! string, 2 task_id! TaskID, 3 agent_id! AgentID, 4 resources* Resource,
  5 executor ExecutorInfo, 7 command CommandInfo, 9 container ContainerInfo,
  8 health_check HealthCheck, 13 check CheckInfo, 12 kill_policy KillPolicy, 6 data bytes,
  10 labels Labels, 11 discovery DiscoveryInfo, 14 max_completion_time DurationInfo,
  15 limits{} Value.Scalar
TaskID
  1 value! string
ExecutorInfo
  15 type .Type, 1 executor_id! ExecutorID, 8 framework_id FrameworkID, 7 command CommandInfo,
  11 container ContainerInfo, 5 resources* Resource, 9 name string, 10 source string,
  4 data bytes, 12 discovery DiscoveryInfo, 13 shutdown_grace_period DurationInfo,
  14 labels Labels
enum ExecutorInfo.Type
  0 UNKNOWN, 1 DEFAULT, 2 CUSTOM
ExecutorID
  1 value! string
CommandInfo
  1 uris* .URI, 2 environment Environment, 6 shell bool, 3 value string, 7 arguments* string,
  5 user string
CommandInfo.URI
  1 value! string, 2 executable bool, 3 extract bool, 4 cache bool, 5 output_file string
Environment
  1 variables* .Variable
Environment.Variable
  1 name! string, 3 type .Type, 2 value string, 4 secret Secret
enum Environment.Variable.Type
  0 UNKNOWN, 1 VALUE, 2 SECRET
ContainerInfo
  1 type! .Type, 2 volumes* Volume, 4 hostname string, 3 docker .DockerInfo, 5 mesos .MesosInfo,
  7 network_infos* NetworkInfo, 8 linux_info LinuxInfo, 9 rlimit_info RLimitInfo,
  10 tty_info TTYInfo
enum ContainerInfo.Type
  1 DOCKER, 2 MESOS
ContainerInfo.DockerInfo
  1 image! string, 2 network .Network, 3 port_mappings* .PortMapping, 4 privileged bool,
  5 parameters* Parameter, 6 force_pull_image bool, 7 volume_driver string
enum ContainerInfo.DockerInfo.Network
  1 HOST, 2 BRIDGE, 3 NONE, 4 USER
ContainerInfo.DockerInfo.PortMapping
  1 host_port! uint32, 2 container_port! uint32, 3 protocol string
ContainerInfo.MesosInfo
  1 image Image
NetworkInfo
  5 ip_addresses* .IPAddress, 6 name string, 3 groups* string, 4 labels Labels,
  7 port_mappings* .PortMapping
NetworkInfo.IPAddress
  1 protocol NetworkInfo.Protocol, 2 ip_address string
enum NetworkInfo.Protocol
  1 IPv4, 2 IPv6
NetworkInfo.PortMapping
  1 host_port! uint32, 2 container_port! uint32, 3 protocol string
LinuxInfo
  1 capability_info CapabilityInfo, 2 bounding_capabilities CapabilityInfo,
  3 effective_capabilities CapabilityInfo, 4 share_pid_namespace bool, 5 seccomp SeccompInfo,
  6 ipc_mode .IpcMode, 7 shm_size uint32, 8 share_cgroups bool
CapabilityInfo
  1 capabilities* .Capability
enum CapabilityInfo.Capability
  0 UNKNOWN, 1000 CHOWN, 1001 DAC_OVERRIDE, 1002 DAC_READ_SEARCH, 1003 FOWNER, 1004 FSETID,
  1005 KILL, 1006 SETGID, 1007 SETUID, 1008 SETPCAP, 1009 LINUX_IMMUTABLE, 1010 NET_BIND_SERVICE,
  1011 NET_BROADCAST, 1012 NET_ADMIN, 1013 NET_RAW, 1014 IPC_LOCK, 1015 IPC_OWNER,
  1016 SYS_MODULE, 1017 SYS_RAWIO, 1018 SYS_CHROOT, 1019 SYS_PTRACE, 1020 SYS_PACCT,
  1021 SYS_ADMIN, 1022 SYS_BOOT, 1023 SYS_NICE, 1024 SYS_RESOURCE, 1025 SYS_TIME,
  1026 SYS_TTY_CONFIG, 1027 MKNOD, 1028 LEASE, 1029 AUDIT_WRITE, 1030 AUDIT_CONTROL, 1031 SETFCAP,
  1032 MAC_OVERRIDE, 1033 MAC_ADMIN, 1034 SYSLOG, 1035 WAKE_ALARM, 1036 BLOCK_SUSPEND,
  1037 AUDIT_READ, 1038 PERFMON, 1039 BPF, 1040 CHECKPOINT_RESTORE
SeccompInfo
  1 profile_name string, 2 unconfined bool
enum LinuxInfo.IpcMode
  0 UNKNOWN, 1 PRIVATE, 2 SHARE_PARENT
RLimitInfo
  1 rlimits* .RLimit
RLimitInfo.RLimit
  1 type .Type, 2 hard uint64, 3 soft uint64
enum RLimitInfo.RLimit.Type
  0 UNKNOWN, 1 RLMT_AS, 2 RLMT_CORE, 3 RLMT_CPU, 4 RLMT_DATA, 5 RLMT_FSIZE, 6 RLMT_LOCKS,
  7 RLMT_MEMLOCK, 8 RLMT_MSGQUEUE, 9 RLMT_NICE, 10 RLMT_NOFILE, 11 RLMT_NPROC, 12 RLMT_RSS,
  13 RLMT_RTPRIO, 14 RLMT_RTTIME, 15 RLMT_SIGPENDING, 16 RLMT_STACK
TTYInfo
  1 window_size .WindowSize
TTYInfo.WindowSize
  1 rows! uint32, 2 columns! uint32
DiscoveryInfo
  1 visibility! .Visibility, 2 name string, 3 environment string, 4 location string,
  5 version string, 6 ports Ports, 7 labels Labels
enum DiscoveryInfo.Visibility
  0 FRAMEWORK, 1 CLUSTER, 2 EXTERNAL
Ports
  1 ports* Port
Port
  1 number! uint32, 2 name string, 3 protocol string, 4 visibility DiscoveryInfo.Visibility,
  5 labels Labels
HealthCheck
  2 delay_seconds double, 3 interval_seconds double, 4 timeout_seconds double,
  5 consecutive_failures uint32, 6 grace_period_seconds double, 8 type .Type,
  7 command CommandInfo, 1 http .HTTPCheckInfo, 9 tcp .TCPCheckInfo
enum HealthCheck.Type
  0 UNKNOWN, 1 COMMAND, 2 HTTP, 3 TCP
HealthCheck.HTTPCheckInfo
  5 protocol NetworkInfo.Protocol, 3 scheme string, 1 port! uint32, 2 path string,
  4 statuses* uint32
HealthCheck.TCPCheckInfo
  2 protocol NetworkInfo.Protocol, 1 port! uint32
CheckInfo
  1 type .Type, 2 command .Command, 3 http .Http, 7 tcp .Tcp, 4 delay_seconds double,
  5 interval_seconds double, 6 timeout_seconds double
enum CheckInfo.Type
  0 UNKNOWN, 1 COMMAND, 2 HTTP, 3 TCP
CheckInfo.Command
  1 command! CommandInfo
CheckInfo.Http
  1 port! uint32, 2 path string
CheckInfo.Tcp
  1 port! uint32
KillPolicy
  1 grace_period DurationInfo
TaskGroupInfo
  1 tasks* TaskInfo
TaskStatus
  1 task_id! TaskID, 2 state! TaskState, 4 message string, 9 source .Source, 10 reason .Reason,
  3 data bytes, 5 agent_id AgentID, 7 executor_id ExecutorID, 6 timestamp double, 11 uuid bytes,
  8 healthy bool, 15 check_status CheckStatusInfo, 12 labels Labels,
  13 container_status ContainerStatus, 14 unreachable_time TimeInfo,
  16 limitation TaskResourceLimitation
enum TaskState
  6 TASK_STAGING, 0 TASK_STARTING, 1 TASK_RUNNING, 8 TASK_KILLING, 2 TASK_FINISHED, 3 TASK_FAILED,
  4 TASK_KILLED, 7 TASK_ERROR, 5 TASK_LOST, 9 TASK_DROPPED, 10 TASK_UNREACHABLE, 11 TASK_GONE,
  12 TASK_GONE_BY_OPERATOR, 13 TASK_UNKNOWN
enum TaskStatus.Source
  0 SOURCE_MASTER, 1 SOURCE_AGENT, 2 SOURCE_EXECUTOR
enum TaskStatus.Reason
  0 REASON_COMMAND_EXECUTOR_FAILED, 21 REASON_CONTAINER_LAUNCH_FAILED,
  19 REASON_CONTAINER_LIMITATION, 20 REASON_CONTAINER_LIMITATION_DISK,
  8 REASON_CONTAINER_LIMITATION_MEMORY, 17 REASON_CONTAINER_PREEMPTED,
  22 REASON_CONTAINER_UPDATE_FAILED, 33 REASON_MAX_COMPLETION_TIME_REACHED,
  23 REASON_EXECUTOR_REGISTRATION_TIMEOUT, 24 REASON_EXECUTOR_REREGISTRATION_TIMEOUT,
  1 REASON_EXECUTOR_TERMINATED, 2 REASON_EXECUTOR_UNREGISTERED, 3 REASON_FRAMEWORK_REMOVED,
  4 REASON_GC_ERROR, 5 REASON_INVALID_FRAMEWORKID, 6 REASON_INVALID_OFFERS,
  27 REASON_IO_SWITCHBOARD_EXITED, 7 REASON_MASTER_DISCONNECTED, 9 REASON_RECONCILIATION,
  18 REASON_RESOURCES_UNKNOWN, 10 REASON_AGENT_DISCONNECTED, 34 REASON_AGENT_DRAINING,
  11 REASON_AGENT_REMOVED, 31 REASON_AGENT_REMOVED_BY_OPERATOR, 32 REASON_AGENT_REREGISTERED,
  12 REASON_AGENT_RESTARTED, 13 REASON_AGENT_UNKNOWN, 30 REASON_TASK_KILLED_DURING_LAUNCH,
  28 REASON_TASK_CHECK_STATUS_UPDATED, 29 REASON_TASK_HEALTH_CHECK_STATUS_UPDATED,
  25 REASON_TASK_GROUP_INVALID, 26 REASON_TASK_GROUP_UNAUTHORIZED, 14 REASON_TASK_INVALID,
  15 REASON_TASK_UNAUTHORIZED, 16 REASON_TASK_UNKNOWN
CheckStatusInfo
  1 type CheckInfo.Type, 2 command .Command, 3 http .Http, 4 tcp .Tcp
CheckStatusInfo.Command
  1 exit_code int32
CheckStatusInfo.Http
  1 status_code uint32
CheckStatusInfo.Tcp
  1 succeeded bool
ContainerStatus
  4 container_id ContainerID, 1 network_infos* NetworkInfo, 2 cgroup_info CgroupInfo,
  3 executor_pid uint32
ContainerID
  1 value! string, 2 parent ContainerID
CgroupInfo
  1 net_cls .NetCls
CgroupInfo.NetCls
  1 classid uint32
TaskResourceLimitation
  1 resources* Resource
Task
  1 name! string, 2 task_id! TaskID, 3 framework_id! FrameworkID, 4 executor_id ExecutorID,
  5 agent_id! AgentID, 6 state! TaskState, 7 resources* Resource, 8 statuses* TaskStatus,
  9 status_update_state TaskState, 10 status_update_uuid bytes, 11 labels Labels,
  12 discovery DiscoveryInfo, 13 container ContainerInfo, 15 health_check HealthCheck,
  16 kill_policy KillPolicy, 14 user string, 17 limits{} Value.Scalar
`;
