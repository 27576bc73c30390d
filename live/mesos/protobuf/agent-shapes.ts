/** Calls and answers of an agent's API, in the notation of `shapes.ts`. */
export const AGENT_SHAPES = `
agent.Call
  1 type .Type, 2 get_metrics .GetMetrics, 3 set_logging_level .SetLoggingLevel,
  4 list_files .ListFiles, 5 read_file .ReadFile, 20 get_containers .GetContainers
enum agent.Call.Type
  0 UNKNOWN, 1 GET_HEALTH, 2 GET_FLAGS, 3 GET_VERSION, 4 GET_METRICS, 5 GET_LOGGING_LEVEL,
  6 SET_LOGGING_LEVEL, 7 LIST_FILES, 8 READ_FILE, 9 GET_STATE, 10 GET_CONTAINERS,
  11 GET_FRAMEWORKS, 12 GET_EXECUTORS, 31 GET_OPERATIONS, 13 GET_TASKS, 20 GET_AGENT,
  26 GET_RESOURCE_PROVIDERS, 14 LAUNCH_NESTED_CONTAINER, 15 WAIT_NESTED_CONTAINER,
  16 KILL_NESTED_CONTAINER, 21 REMOVE_NESTED_CONTAINER, 17 LAUNCH_NESTED_CONTAINER_SESSION,
  18 ATTACH_CONTAINER_INPUT, 19 ATTACH_CONTAINER_OUTPUT, 22 LAUNCH_CONTAINER, 23 WAIT_CONTAINER,
  24 KILL_CONTAINER, 25 REMOVE_CONTAINER, 27 ADD_RESOURCE_PROVIDER_CONFIG,
  28 UPDATE_RESOURCE_PROVIDER_CONFIG, 29 REMOVE_RESOURCE_PROVIDER_CONFIG, 30 PRUNE_IMAGES,
  32 MARK_RESOURCE_PROVIDER_GONE
agent.Call.GetMetrics
  1 timeout DurationInfo
agent.Call.SetLoggingLevel
  1 level! uint32, 2 duration! DurationInfo
agent.Call.ListFiles
  1 path! string
agent.Call.ReadFile
  1 path! string, 2 offset! uint64, 3 length uint64
agent.Call.GetContainers
  1 show_nested bool, 2 show_standalone bool
agent.Response
  1 type .Type, 2 get_health .GetHealth, 3 get_flags .GetFlags, 4 get_version .GetVersion,
  5 get_metrics .GetMetrics, 6 get_logging_level .GetLoggingLevel, 7 list_files .ListFiles,
  8 read_file .ReadFile, 9 get_state .GetState, 10 get_containers .GetContainers,
  11 get_frameworks .GetFrameworks, 12 get_executors .GetExecutors,
  18 get_operations .GetOperations, 13 get_tasks .GetTasks, 15 get_agent .GetAgent,
  17 get_resource_providers .GetResourceProviders
enum agent.Response.Type
  0 UNKNOWN, 1 GET_HEALTH, 2 GET_FLAGS, 3 GET_VERSION, 4 GET_METRICS, 5 GET_LOGGING_LEVEL,
  6 LIST_FILES, 7 READ_FILE, 8 GET_STATE, 9 GET_CONTAINERS, 10 GET_FRAMEWORKS, 11 GET_EXECUTORS,
  17 GET_OPERATIONS, 12 GET_TASKS, 14 GET_AGENT, 16 GET_RESOURCE_PROVIDERS,
  13 WAIT_NESTED_CONTAINER, 15 WAIT_CONTAINER
agent.Response.GetHealth
  1 healthy! bool
agent.Response.GetFlags
  1 flags* Flag
agent.Response.GetVersion
  1 version_info! VersionInfo
agent.Response.GetMetrics
  1 metrics* Metric
agent.Response.GetLoggingLevel
  1 level! uint32
agent.Response.ListFiles
  1 file_infos* FileInfo
agent.Response.ReadFile
  1 size! uint64, 2 data! bytes
agent.Response.GetState
  1 get_tasks agent.Response.GetTasks, 2 get_executors agent.Response.GetExecutors,
  3 get_frameworks agent.Response.GetFrameworks
agent.Response.GetContainers
  1 containers* .Container
agent.Response.GetContainers.Container
  1 framework_id FrameworkID, 2 executor_id ExecutorID, 3 executor_name string,
  4 container_id! ContainerID, 5 container_status ContainerStatus,
  6 resource_statistics ResourceStatistics
agent.Response.GetFrameworks
  1 frameworks* .Framework, 2 completed_frameworks* .Framework
agent.Response.GetFrameworks.Framework
  1 framework_info! FrameworkInfo
agent.Response.GetExecutors
  1 executors* .Executor, 2 completed_executors* .Executor
agent.Response.GetExecutors.Executor
  1 executor_info! ExecutorInfo
agent.Response.GetOperations
  1 operations* Operation
agent.Response.GetTasks
  1 pending_tasks* Task, 2 queued_tasks* Task, 3 launched_tasks* Task, 4 terminated_tasks* Task,
  5 completed_tasks* Task
agent.Response.GetAgent
  1 agent_info AgentInfo, 2 drain_config DrainConfig, 3 estimated_drain_start_time TimeInfo
agent.Response.GetResourceProviders
  1 resource_providers* .ResourceProvider
agent.Response.GetResourceProviders.ResourceProvider
  1 resource_provider_info! ResourceProviderInfo, 2 total_resources* Resource
ResourceStatistics
  1 timestamp! double, 2 cpus_user_time_secs double, 3 cpus_system_time_secs double,
  4 cpus_limit double, 45 cpus_soft_limit double, 5 mem_rss_bytes uint64,
  6 mem_limit_bytes uint64, 38 mem_soft_limit_bytes uint64
`;
